import PolicyExport
package import PolicyKit
import Tables

/// Makes entries of a registry from policies of somebody else. It lists the slots that can be filled from outside, which a test
/// holds against all there are.
package enum Guests {
    /// Numbers that an instance may say of itself, by slot.
    static let properties: [(slot: any Slot, properties: [SlotProperty])] = [
        (.retrieval, GuestRetrieval.properties), (.ranking, GuestRanking.properties),
        (.request, GuestRequest.properties), (.bidding, GuestBidding.properties),
    ]

    /// The columns that are filled in, by slot and call.
    package static let columns: [(slot: String, call: String, names: [String])] = [
        ("retrieval", "retrieve", GuestRetrieval.retrieving.map(\.name)),
        ("ranking", "score", GuestRanking.scoring.map(\.name)),
        ("ranking", "score_requests", GuestRanking.scoringRequests.map(\.name)),
        ("ranking", "learn", GuestRanking.learning.map(\.name)),
        ("ranking", "learn_orders", GuestRanking.learning.map(\.name)),
        ("request", "decide", GuestRequest.deciding.map(\.name)),
        ("request", "renew", GuestRequest.renewing.map(\.name)),
        ("request", "learn", GuestRequest.learning.map(\.name)),
        ("bidding", "begin", GuestBidding.beginning.map(\.name)),
        ("bidding", "plan", GuestBidding.planning.map(\.name)),
        ("bidding", "observe", GuestBidding.observing.map(\.name)),
        ("bidding", "learn", GuestBidding.learning.map(\.name)),
    ]

    /// - Parameters:
    ///   - name: as the scenario names the policy.
    ///   - wanted: the policy's own name; nil where the plug-in fills the slot with one.
    ///   - policies: those of the program, of which the slot's default answers in a failed policy's place.
    ///   - recording: takes the calls of its instances.
    static func entry(
        _ plugin: Plugin, _ slot: any Slot, name: String, wanted: String?, policies: PolicyRegistry,
        recording: Recording? = nil
    ) throws(PluginProblem) -> PolicyRegistry.Entry {
        let all = plugin.description.policies
        let fitting = all.indices.filter { all[$0].slot == slot.name && (wanted == nil || all[$0].name == wanted) }
        guard let place = fitting.first else {
            let known = all.map { "\($0.name) for \($0.slot)" }.joined(separator: ", ")
            let own = all.filter { $0.slot == slot.name }.map(\.name)
            let file = name.prefix { $0 != "#" }
            throw PluginProblem(
                file: name,
                "has no \(slot.name) policy\(wanted.map { " named \($0)" } ?? ""); it has \(known.isEmpty ? "none" : known)",
                suggestion: wanted.flatMap { NearestWord.to($0, among: own) }.map { "\(file)#\($0)" })
        }
        guard fitting.count == 1 else {
            let names = fitting.map { "\(name)#\(all[$0].name)" }.joined(separator: ", ")
            throw PluginProblem(file: name, "has several \(slot.name) policies; say which: \(names)")
        }
        let policy = all[place]
        let stand = policies[slot, slot.defaultPolicy.name] == nil ? nil : policies
        return PolicyRegistry.Entry(
            slot: slot, name: recording?.alias ?? name, summary: policy.summary,
            parameters: policy.parameters + GuestTerms.parameters(of: slot),
            sessionSignals: slot.name == RankingSlot().name ? GuestRanking.sessionSignals(of: policy) : [],
            origin: plugin.origin
        ) { values, seed, host in
            var terms = GuestTerms(values)
            if recording?.isIsolated == true { terms.isIsolated = true }
            let json = ParameterLine.of(values, policy.parameters)
            let guest = Guest(policy, name: name, terms: terms, seed: seed, in: host) { () throws(GuestError) in
                let instance = try plugin.instance(place, parameters: json, label: name, terms: terms, in: host)
                guard let recording else { return instance }
                return RecordedInstance(instance, recording.recorder, policy: place, parameters: json, in: host)
            }
            return make(slot, guest, seed: seed, fallback: terms.onFailure == .fallback ? stand : nil)
        }
    }

    /// A policy of the program, asked as those of somebody else are, so that its calls can be recorded.
    /// - Parameter given: the parameters that it will have.
    package static func entry(
        _ policy: any Policy.Type, _ slot: any Slot, _ given: [String: ParameterValue], recording: Recording
    ) throws(PluginProblem) -> (entry: PolicyRegistry.Entry, description: PolicyDescription) {
        guard let said = PluginExport.description(of: policy, given) else {
            throw PluginProblem(file: policy.name, "fills a slot that no plug-in can fill")
        }
        let native = try NativePolicy(said, file: policy.name)
        let description = native.description
        let entry = PolicyRegistry.Entry(
            slot: slot, name: recording.alias ?? policy.name, summary: policy.summary, parameters: policy.parameters,
            sessionSignals: slot.name == RankingSlot().name ? GuestRanking.sessionSignals(of: description) : [],
            origin: nil
        ) { values, seed, host in
            let json = ParameterLine.of(values, policy.parameters)
            let guest = Guest(description, name: policy.name, terms: GuestTerms(), seed: seed, in: host) {
                () throws(GuestError) in
                RecordedInstance(
                    try NativeInstance(native, parameters: json, label: "", timeLimit: .infinity, in: host),
                    recording.recorder, policy: 0, parameters: json, in: host)
            }
            return make(slot, guest, seed: seed, fallback: nil)
        }
        return (entry, description)
    }

    /// An entry of which nothing was run: of its parameters those that any has are known.
    static func unread(_ slot: any Slot, name: String) -> PolicyRegistry.Entry {
        PolicyRegistry.Entry(
            slot: slot, name: name, summary: "", parameters: GuestTerms.parameters(of: slot), origin: nil,
            isUnread: true
        ) { _, seed, _ in make(slot, Guest(), seed: seed, fallback: nil) }
    }

    /// An entry that is to be looked at: its parameters are known, and it never answers.
    static func described(_ slot: any Slot, name: String, as policy: PolicyDescription) -> PolicyRegistry.Entry {
        PolicyRegistry.Entry(
            slot: slot, name: name, summary: policy.summary,
            parameters: policy.parameters + GuestTerms.parameters(of: slot), origin: nil
        ) { _, seed, _ in make(slot, Guest(), seed: seed, fallback: nil) }
    }

    private static func make(
        _ slot: any Slot, _ guest: Guest, seed: UInt64, fallback policies: PolicyRegistry?
    ) -> any Policy {
        func stand<S: Slot>(_ slot: S) -> S.Filling? { policies?.make(slot, slot.defaultPolicy, seed: seed) }
        switch slot {
        case is RetrievalSlot: return GuestRetrieval(guest, fallback: stand(.retrieval))
        case is RankingSlot: return GuestRanking(guest, fallback: stand(.ranking))
        case is RequestSlot: return GuestRequest(guest)
        case is BiddingSlot: return GuestBidding(guest, fallback: stand(.bidding))
        default: preconditionFailure("slot \(slot.name) cannot be filled from outside")
        }
    }
}

/// How the calls of a policy are recorded.
package struct Recording: Sendable {
    package let recorder: BatchRecorder
    /// The name under which a registry knows the policy whose calls are recorded; its own where it is nil.
    let alias: String?
    /// Whether a library lives in a process of its own, whatever the scenario says.
    let isIsolated: Bool

    /// - Parameter alias: as `alias`; the scenario says where a library lives.
    package init(_ recorder: BatchRecorder, as alias: String) {
        (self.recorder, self.alias, isIsolated) = (recorder, alias, false)
    }

    /// Records in processes of their own, under the policies' own names.
    init(isolating recorder: BatchRecorder) { (self.recorder, alias, isIsolated) = (recorder, nil, true) }
}

/// The parameters of a policy as one line of JSON.
enum ParameterLine {
    static func of(_ values: ParameterValues, _ parameters: [Parameter]) -> String {
        let pairs = parameters.compactMap { parameter in
            values.all[parameter.name].map { "\"\(parameter.name)\":\(text($0))" }
        }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func text(_ value: ParameterValue) -> String {
        switch value {
        case .number(let number):
            return number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
        case .toggle(let isOn): return isOn ? "true" : "false"
        case .word(let word): return quoted(word)
        case .file(let file): return quoted(file.path)
        }
    }

    private static func quoted(_ word: String) -> String {
        let escaped = word.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\"
                ? "\\\(scalar)" : scalar.value < 32 ? "\\u00\(hexadecimal(scalar.value))" : "\(scalar)"
        }
        return "\"\(escaped.joined())\""
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        (value < 16 ? "0" : "") + String(value, radix: 16)
    }
}
