import Statistics

/// What the module under test answers for one expected value.
indirect enum Answer: Sendable {
    case number(Double)
    /// The root of an equation, with how far any other value misses it.
    case root(Double, residual: @Sendable (Double) -> Double)
    case flag(Bool)
    case text(String)
    case list([Answer])
    case object([String: Answer])
    /// A typed error stands where a peer has NaN or an exception.
    case refused(StatisticsError)

    static func numbers(_ values: [Double]) -> Answer { .list(values.map(Answer.number)) }
    static func interval(_ interval: Interval) -> Answer { .numbers([interval.lower, interval.upper]) }

    /// The computed answer, or the typed error that stands for it.
    static func attempt(_ body: () throws(StatisticsError) -> Answer) -> Answer {
        do throws(StatisticsError) { return try body() } catch { return .refused(error) }
    }
}

/// How far an answer may be from the expected value: |x - e| <= abs + rel |e|.
struct Tolerance: Sendable {
    let relative: Double
    let absolute: Double

    func accepts(_ value: Double, expected: Double) -> Bool {
        if expected.isNaN { return value.isNaN }
        if expected.isInfinite { return value == expected }
        return (value - expected).magnitude <= absolute + relative * expected.magnitude
    }

    /// The differences between an answer and the expected value, each with its path; empty when it passes.
    func differences(_ answer: Answer?, expected: JSONValue, at path: String) -> [String] {
        switch (expected, answer) {
        case (.null, _):
            return []
        case (_, nil):
            return ["\(path): not computed"]
        case (_, .refused(let error)):
            return stands(forRefusal: expected) ? [] : ["\(path): refused (\(error)), expected \(expected)"]
        case (.list(let items), .list(let answers)):
            guard items.count == answers.count else { return ["\(path): \(answers.count) items for \(items.count)"] }
            return zip(items, answers).enumerated().flatMap {
                differences($1.1, expected: $1.0, at: "\(path)[\($0)]")
            }
        case (.object(let members), .object(let answers)):
            return members.sorted { $0.key < $1.key }.flatMap {
                differences(answers[$0.key], expected: $0.value, at: "\(path).\($0.key)")
            }
        case (.flag(let flag), .flag(let answer)):
            return flag == answer ? [] : ["\(path): \(answer), expected \(flag)"]
        case (.text(let text), .text(let answer)):
            return text == answer ? [] : ["\(path): \(answer), expected \(text)"]
        case (_, .root(let value, let residual)):
            // Where the peer's own value does not solve its equation to 1e-7, ours is held to the equation instead.
            guard let number = try? expected.number(), !accepts(value, expected: number),
                residual(number).magnitude > 1e-7, residual(value).magnitude < 1e-9
            else { return differences(.number(value), expected: expected, at: path) }
            print(
                "vectors: \(path): the peer's root \(number) misses its equation by \(residual(number)); ours is \(value)"
            )
            return []
        case (_, .number(let value)):
            guard let number = try? expected.number() else { return ["\(path): \(value), expected \(expected)"] }
            return accepts(value, expected: number) ? [] : ["\(path): \(value), expected \(number)"]
        default:
            return ["\(path): \(String(describing: answer)), expected \(expected)"]
        }
    }

    /// A peer's NaN, list of NaN or exception is what a typed error stands for.
    private func stands(forRefusal expected: JSONValue) -> Bool {
        switch expected {
        case .text(let text): text == "NaN" || text.hasPrefix("ERROR")
        case .list(let items): !items.isEmpty && items.allSatisfy(stands(forRefusal:))
        default: false
        }
    }
}
