import Foundation
import PolicyKit

/// A plug-in's description as a worker says it, in JSON.
struct WorkerDescription: Codable {
    let id: String
    let version: String
    let contract: String
    let policies: [Policy]
    let files: [String]
    /// Modules beside the file that it imports.
    let modules: [String]
    let surroundings: [String]

    struct Policy: Codable {
        let slot: String
        let name: String
        let summary: String
        let parameters: [Parameter]
        let calls: [Call]
    }

    struct Call: Codable {
        let name: String
        let inputs: [String]
    }

    struct Parameter: Codable {
        let name: String
        let summary: String
        let unit: String
        let `default`: Value
        let least: Double?
        let most: Double?
        let choices: [String]
    }

    enum Value: Codable {
        case number(Double)
        case toggle(Bool)
        case word(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let isOn = try? container.decode(Bool.self) {
                self = .toggle(isOn)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .word(try container.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .toggle(let isOn): try container.encode(isOn)
            case .word(let word): try container.encode(word)
            }
        }
    }
}

extension WorkerDescription {
    /// Of a library.
    init(_ plugin: PluginDescription) {
        self.init(
            id: plugin.id, version: plugin.version, contract: plugin.contract,
            policies: plugin.policies.map { policy in
                Policy(
                    slot: policy.slot, name: policy.name, summary: policy.summary,
                    parameters: policy.parameters.map { Parameter($0) },
                    calls: policy.calls.map { Call(name: $0.name, inputs: $0.inputs) })
            }, files: plugin.files, modules: [], surroundings: plugin.surroundings)
    }

    /// What was said, as the platform has it. That it fits the platform is another question.
    func description() throws(GuestError) -> PluginDescription {
        PluginDescription(
            id: id, version: version, contract: contract,
            policies: try policies.map { policy throws(GuestError) in
                PolicyDescription(
                    slot: policy.slot, name: policy.name, summary: policy.summary,
                    parameters: try policy.parameters.map { parameter throws(GuestError) in
                        try parameter.known(of: policy.name)
                    },
                    calls: policy.calls.map { PolicyDescription.CallUse(name: $0.name, inputs: $0.inputs) })
            }, files: files, surroundings: surroundings)
    }
}

extension WorkerDescription.Parameter {
    fileprivate init(_ parameter: Parameter) {
        let value: WorkerDescription.Value =
            switch parameter.defaultValue {
            case .number(let number): .number(number)
            case .toggle(let isOn): .toggle(isOn)
            case .word(let word): .word(word)
            // What a scenario must name has no default.
            case .file: .word("")
            }
        self.init(
            name: parameter.name, summary: parameter.summary, unit: parameter.unit.rawValue, default: value,
            least: parameter.range.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil },
            most: parameter.range.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil }, choices: parameter.choices)
    }

    fileprivate func known(of policy: String) throws(GuestError) -> Parameter {
        guard let unit = PolicyKit.Unit(rawValue: unit) else {
            let known = PolicyKit.Unit.allCases.map(\.rawValue).joined(separator: ", ")
            throw GuestError("parameter \(name) of \(policy) has unit \(self.unit); expected one of \(known)")
        }
        let value: ParameterValue =
            switch `default` {
            case .number(let number): .number(number)
            case .toggle(let isOn): .toggle(isOn)
            case .word(let word): unit == .file ? .file(.none) : .word(word)
            }
        let (low, high) = (least ?? -.infinity, most ?? .infinity)
        guard low <= high else { throw GuestError("parameter \(name) of \(policy) has a range without a number") }
        return Parameter(
            name, summary, unit: unit, default: value, range: unit.isNumber ? low...high : nil, choices: choices)
    }
}
