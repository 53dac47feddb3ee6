import CMarketPolicy
import Foundation
import PolicyKit

/// A policy of a library: its description, and its functions.
final class NativePolicy: @unchecked Sendable {
    let description: PolicyDescription
    let functions: MarketPolicy
    /// The structure as the library has it.
    let own: UnsafePointer<MarketPolicy>

    init(_ said: UnsafeRawPointer, file: String) throws(PluginProblem) {
        own = said.assumingMemoryBound(to: MarketPolicy.self)
        functions = GuestStructure.complete(said, as: MarketPolicy.self).pointee
        guard let slot = functions.slot, let name = functions.name, functions.create != nil, functions.destroy != nil
        else { throw PluginProblem(file: file, "has a policy without slot, name, `create` or `destroy`") }
        let parameters = Self.elements(functions.parameters, functions.parameter_count, as: MarketParameter.self)
        let calls = Self.elements(functions.calls, functions.call_count, as: MarketCall.self)
        guard parameters.allSatisfy({ $0.name != nil }), calls.allSatisfy({ $0.name != nil }) else {
            throw PluginProblem(file: file, "has a parameter or a call without a name")
        }
        let known = Slots.all.first { $0.name == GuestText.of(slot) }?.calls ?? []
        for call in calls {
            let asks = known.first { $0.name == GuestText.of(call.name) }?.columns(.answer).isEmpty == false
            guard asks ? functions.decide != nil : functions.learn != nil else {
                throw PluginProblem(
                    file: file, "takes the call \(GuestText.of(call.name)), and has no `\(asks ? "decide" : "learn")`")
            }
        }
        description = PolicyDescription(
            slot: GuestText.of(slot), name: GuestText.of(name),
            summary: functions.summary.map { GuestText.of($0) } ?? "",
            parameters: try parameters.map { parameter throws(PluginProblem) in
                guard let known = Parameter(parameter) else {
                    throw PluginProblem(
                        file: file,
                        "parameter \(GuestText.of(parameter.name)) has unit \(parameter.unit), which is not known here")
                }
                return known
            },
            calls: calls.map {
                PolicyDescription.CallUse(name: GuestText.of($0.name), inputs: GuestText.list($0.inputs))
            })
    }

    /// Structures of somebody else's, one after the other, each as long as it says.
    private static func elements<Structure>(
        _ start: UnsafePointer<Structure>?, _ count: Int64, as: Structure.Type
    ) -> [Structure] {
        guard let start, count > 0 else { return [] }
        let first = UnsafeRawPointer(start)
        let size = Int(first.load(as: UInt32.self))
        return (0..<Int(count)).map { GuestStructure.complete(first + $0 * size, as: Structure.self).pointee }
    }
}

extension Parameter {
    /// A parameter of a library; nil for a unit that is not known here.
    fileprivate init?(_ said: MarketParameter) {
        guard Int(said.unit) < PolicyKit.Unit.allCases.count else { return nil }
        let unit = PolicyKit.Unit.allCases[Int(said.unit)]
        let choices = GuestText.list(said.choices)
        let value: ParameterValue =
            switch unit {
            case .toggle: .toggle(said.default_value != 0)
            case .word: .word(choices.indices.contains(Int(said.default_value)) ? choices[Int(said.default_value)] : "")
            case .file: .file(.none)
            default: .number(said.default_value)
            }
        let range = said.least <= said.most ? said.least...said.most : nil
        self.init(
            GuestText.of(said.name), said.summary.map { GuestText.of($0) } ?? "", unit: unit, default: value,
            range: !unit.isNumber
                ? nil : unit == .share && range == -.infinity...(.infinity) ? 0...1 : range,
            choices: choices)
    }
}

/// Structures of somebody else's.
enum GuestStructure {
    /// A structure of somebody else's as this version lays it out: what an older one does not have is 0.
    static func complete<Structure>(_ said: UnsafeRawPointer, as: Structure.Type) -> UnsafePointer<Structure> {
        let size = Int(said.load(as: UInt32.self))
        let whole = UnsafeMutablePointer<Structure>.allocate(capacity: 1)
        memset(whole, 0, MemoryLayout<Structure>.size)
        memcpy(whole, said, min(size, MemoryLayout<Structure>.size))
        return UnsafePointer(whole)
    }
}
