import CMarketPolicy
import PolicyKit

/// An instance of a policy of somebody else, wherever it lives: in a library of this process, or in another process.
protocol GuestInstance: AnyObject {
    /// A property of the instance that its slot has; nil for what the platform assumes.
    func property(_ name: String) throws(GuestError) -> Double?
    /// Begins from nothing.
    func reset(_ key: UInt64) throws(GuestError)
    /// Answers a call.
    func decide(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError)
    /// Takes in what became of answers.
    func learn(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError)
    func save() throws(GuestError) -> [UInt8]
    func load(_ state: [UInt8]) throws(GuestError)
}

/// Why an instance could not do what it was asked for, without a full stop.
struct GuestError: Error, Hashable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}

/// A policy of somebody else in a world: hands it calls, checks what it answers, and takes note of what goes wrong.
///
/// After its first failure it is not asked again.
final class Guest {
    let description: PolicyDescription
    private let name: String
    private let host: PolicyHost
    private var instance: (any GuestInstance)?
    let terms: GuestTerms

    /// A guest that never answers.
    convenience init() {
        self.init(
            PolicyDescription(slot: "", name: "", summary: "", parameters: [], calls: []), name: "",
            terms: GuestTerms(),
            seed: 0, in: PolicyHost()
        ) { () throws(GuestError) in throw GuestError("there is no plug-in") }
    }

    /// - Parameters:
    ///   - name: as the scenario names the policy.
    ///   - make: makes the instance.
    init(
        _ description: PolicyDescription, name: String, terms: GuestTerms, seed: UInt64, in host: PolicyHost,
        make: () throws(GuestError) -> any GuestInstance
    ) {
        self.description = description
        self.name = name
        self.host = host
        self.terms = terms
        host.welcome()
        do throws(GuestError) {
            let made = try make()
            instance = made
        } catch {
            fail("create", error)
        }
        attempt("reset") { instance throws(GuestError) in try instance.reset(seed) }
    }

    /// A property; what is assumed where the policy does not know it or where it is not in `range`.
    func property(_ property: SlotProperty) -> Double {
        var value = property.assumed
        attempt("property") { instance throws(GuestError) in
            guard let said = try instance.property(property.name) else { return }
            guard property.range.contains(said) else {
                func text(_ number: Double) -> String { PolicyKit.Unit.number.text(number) }
                throw GuestError(
                    "its \(property.name) is \(said.isFinite ? text(said) : "\(said)"); expected "
                        + "\(text(property.range.lowerBound)) to \(text(property.range.upperBound))")
            }
            value = said
        }
        return value
    }

    /// Asks for an answer.
    /// - Returns: whether there is one, in the answers' rooms.
    func ask<Batch: ~Copyable>(_ call: GuestCall<Batch>?, _ values: borrowing Batch, rows: Int) -> Bool {
        guard let call, instance != nil else { return false }
        call.point(at: values, rows: rows)
        return attempt(call.name) { instance throws(GuestError) in
            try instance.decide(call.batch)
            for answer in call.answers where !answer.isIntact {
                throw GuestError("it wrote beside its answer \(answer.column.name)")
            }
        }
    }

    /// Tells what became of answers.
    func tell<Batch: ~Copyable>(_ call: GuestCall<Batch>?, _ values: borrowing Batch, rows: Int) {
        guard let call, instance != nil else { return }
        call.point(at: values, rows: rows)
        attempt(call.name) { instance throws(GuestError) in try instance.learn(call.batch) }
    }

    /// Says that an answer cannot be used.
    func refuse(_ call: String, _ reason: String) { fail(call, GuestError(reason)) }

    func save() -> [UInt8] {
        var state: [UInt8] = []
        attempt("save") { instance throws(GuestError) in state = try instance.save() }
        return state
    }

    func load(_ state: [UInt8]) {
        attempt("load") { instance throws(GuestError) in try instance.load(state) }
    }

    /// Whether the platform's own policy answers in this one's place from now on.
    var isReplaced: Bool { instance == nil && terms.onFailure == .fallback }

    /// Takes note of a call that was answered in the guest's place.
    func countReplacement() { host.countReplacement(of: name) }

    @discardableResult
    private func attempt(_ call: String, _ act: (any GuestInstance) throws(GuestError) -> Void) -> Bool {
        guard let instance else { return false }
        do throws(GuestError) {
            try act(instance)
            return true
        } catch {
            fail(call, error)
            return false
        }
    }

    private func fail(_ call: String, _ error: GuestError) {
        instance = nil
        let failure = PolicyFailure(policy: name, call: call, time: host.time, reason: error.reason)
        switch terms.onFailure {
        case .stop: host.fail(failure)
        case .fallback: host.replace(failure)
        }
    }
}

/// A number that an instance may say of itself, which its slot goes by.
public struct SlotProperty: Sendable, Hashable {
    /// Lower-case words joined by `_`.
    public let name: String
    /// What it is where the instance does not say.
    public let assumed: Double
    /// What it may be.
    public let range: ClosedRange<Double>
    /// One sentence.
    public let meaning: String
}
