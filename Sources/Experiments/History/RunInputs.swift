import PolicyKit

/// What a run was made from, so that two runs can be told apart by it.
public struct RunInputs: Sendable, Equatable, Codable {
    /// The scenario file.
    public var scenarioText: String
    /// What the command line laid over it.
    public var overrides: String
    /// The release of MarketLab.
    public var version: String
    /// Tells one build of the program from another; nil where it was not kept.
    public var build: String?
    /// Tells one plan from another, whatever program runs it; nil where it was not kept. A title, a comment or an expectation is no part of it.
    public var plan: String?

    public init(
        scenarioText: String, overrides: String, version: String, build: String? = nil, plan: String? = nil
    ) {
        self.scenarioText = scenarioText
        self.overrides = overrides
        self.version = version
        self.build = build
        self.plan = plan
    }

    /// Whether worlds of the same seeds are bound to be the same, as far as the program does not say otherwise; nil where it is not known.
    public func hasPlan(of other: RunInputs) -> Bool? {
        guard let plan, let others = other.plan else { return nil }
        return plan == others && version == other.version
    }
}

/// Something that one run was made from and the other was not.
public struct InputDifference: Sendable, Equatable, Codable {
    public enum Kind: String, Sendable, Codable {
        case scenario, overrides, seed, policy, release, build, replications
    }

    public var kind: Kind
    /// What changed, from what to what, in a sentence without its full stop.
    public var sentence: String

    public init(kind: Kind, sentence: String) { (self.kind, self.sentence) = (kind, sentence) }
}

extension InputDifference {
    /// All that the later run was made from otherwise, the scenario's lines first.
    public static func all(
        _ now: (inputs: RunInputs, readout: Readout), since before: (inputs: RunInputs, readout: Readout)
    ) -> [InputDifference] {
        var all = lines(now.inputs.scenarioText, since: before.inputs.scenarioText)
        func note<Value: Equatable>(_ kind: Kind, _ name: String, _ now: Value, _ before: Value) {
            guard now != before else { return }
            all.append(InputDifference(kind: kind, sentence: "the \(name) changed from \(before) to \(now)"))
        }
        func words(_ overrides: String) -> String { overrides.isEmpty ? "no --set" : overrides }
        note(.overrides, "command line", words(now.inputs.overrides), words(before.inputs.overrides))
        note(.seed, "seed", now.readout.seed, before.readout.seed)
        all += policies(now.readout, since: before.readout)
        note(.release, "release of MarketLab", now.inputs.version, before.inputs.version)
        if now.inputs.version == before.inputs.version, let build = now.inputs.build, let other = before.inputs.build,
            build != other
        {
            all.append(
                InputDifference(kind: .build, sentence: "the program was rebuilt under the same release number"))
        }
        note(.replications, "number of replications", now.readout.replications, before.readout.replications)
        return all
    }

    /// At most so many lines are named; the rest is counted.
    private static let mostLines = 8

    private static func lines(_ now: String, since before: String) -> [InputDifference] {
        guard now != before else { return [] }
        func split(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        let (new, old) = (split(now), split(before))
        var (gone, come): ([Int: Substring], [Int: Substring]) = ([:], [:])
        for change in new.difference(from: old) {
            switch change {
            case .remove(let place, let line, _): gone[place] = line
            case .insert(let place, let line, _): come[place] = line
            }
        }
        // Both files are gone through side by side; lines that stay keep the sides together.
        var (left, right) = (0, 0)
        var sentences: [String] = []
        func quoted(_ line: Substring) -> String {
            let text = line.drop { $0 == " " }
            return "`\(text.count > 60 ? text.prefix(60) + "…" : text)`"
        }
        while left < old.count || right < new.count {
            switch (gone[left], come[right]) {
            case (let removed?, let added?):
                sentences.append("line \(right + 1) changed from \(quoted(removed)) to \(quoted(added))")
                (left, right) = (left + 1, right + 1)
            case (let removed?, nil):
                sentences.append("line \(left + 1) was removed: \(quoted(removed))")
                left += 1
            case (nil, let added?):
                sentences.append("line \(right + 1) was added: \(quoted(added))")
                right += 1
            case (nil, nil): (left, right) = (left + 1, right + 1)
            }
        }
        let more = sentences.count - mostLines
        let shown = sentences.prefix(mostLines) + (more > 0 ? ["\(Plural.text(more, "more line")) differ"] : [])
        return shown.map { InputDifference(kind: .scenario, sentence: "scenario: \($0)") }
    }

    private static func policies(_ now: Readout, since before: Readout) -> [InputDifference] {
        let old = Dictionary(before.arms.map { ($0.name, $0) }) { first, _ in first }
        return now.arms.flatMap { arm -> [InputDifference] in
            guard let was = old[arm.name] else { return [] }
            return Set(arm.policies.keys).union(was.policies.keys).sorted().compactMap { slot in
                let (name, earlier) = (arm.policies[slot] ?? "no policy", was.policies[slot] ?? "no policy")
                let place = "\(slot) policy of arm \(arm.name)"
                guard name == earlier else {
                    return InputDifference(kind: .policy, sentence: "the \(place) changed from \(earlier) to \(name)")
                }
                guard arm.origins?[slot] != was.origins?[slot] else { return nil }
                let files = otherFiles(arm.origins?[slot], was.origins?[slot])
                let what = files.isEmpty ? "runs on other packages" : "has changed in \(Plural.list(files))"
                return InputDifference(kind: .policy, sentence: "the plug-in \(name) (\(place)) \(what)")
            }
        }
    }

    private static func otherFiles(_ now: PolicyOrigin?, _ before: PolicyOrigin?) -> [String] {
        let old = Dictionary((before?.files ?? []).map { ($0.name, $0.sha256) }) { first, _ in first }
        return (now?.files ?? []).filter { old[$0.name] != $0.sha256 }.map(\.name)
    }
}
