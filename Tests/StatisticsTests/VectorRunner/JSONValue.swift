/// A JSON document as a tree, with accessors that say which key was missing.
indirect enum JSONValue: Decodable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([JSONValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// The member with that key; nil where there is none, or null.
    func optional(_ key: String) -> JSONValue? {
        guard case .object(let members) = self, let member = members[key] else { return nil }
        if case .null = member { return nil }
        return member
    }

    func member(_ key: String) throws -> JSONValue {
        guard let member = optional(key) else { throw Malformed(description: "no member \(key)") }
        return member
    }

    /// The number, also where it is written as "NaN", "Infinity" or "-Infinity".
    func number() throws -> Double {
        switch self {
        case .number(let number): return number
        case .text("NaN"): return .nan
        case .text("Infinity"): return .infinity
        case .text("-Infinity"): return -.infinity
        default: throw Malformed(description: "\(self) is not a number")
        }
    }

    func integer() throws -> Int {
        let number = try number()
        guard let integer = Int(exactly: number) else { throw Malformed(description: "\(number) is not an integer") }
        return integer
    }

    func string() throws -> String {
        guard case .text(let text) = self else { throw Malformed(description: "\(self) is not a string") }
        return text
    }

    func flag() throws -> Bool {
        guard case .flag(let flag) = self else { throw Malformed(description: "\(self) is not true or false") }
        return flag
    }

    func list() throws -> [JSONValue] {
        guard case .list(let list) = self else { throw Malformed(description: "\(self) is not a list") }
        return list
    }

    func numbers() throws -> [Double] { try list().map { try $0.number() } }

    func members() throws -> [String: JSONValue] {
        guard case .object(let members) = self else { throw Malformed(description: "\(self) is not an object") }
        return members
    }
}

extension JSONValue {
    func number(_ key: String) throws -> Double { try member(key).number() }
    func integer(_ key: String) throws -> Int { try member(key).integer() }
    func string(_ key: String) throws -> String { try member(key).string() }
    func flag(_ key: String) throws -> Bool { try member(key).flag() }
    func list(_ key: String) throws -> [JSONValue] { try member(key).list() }
    func numbers(_ key: String) throws -> [Double] { try member(key).numbers() }
}
