import PolicyKit

/// What a file of policies in Python says of itself, as JSON.
struct PythonDescription: Decodable {
    let id: String
    let version: String
    let contract: String
    let policies: [Policy]
    let files: [String]
    let modules: [String]
    let surroundings: [String]

    struct Policy: Decodable {
        let slot: String
        let name: String
        let summary: String
        let parameters: [Parameter]
        let calls: [Call]
    }

    struct Call: Decodable {
        let name: String
        let inputs: [String]
    }

    struct Parameter: Decodable {
        let name: String
        let summary: String
        let unit: String
        let `default`: Value
        let least: Double?
        let most: Double?
        let choices: [String]
    }

    enum Value: Decodable {
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
    }

    func description() throws(GuestError) -> PluginDescription {
        guard contract == Contract.version else {
            throw GuestError(
                "the Python package marketlab has contract \(contract), and this platform has contract \(Contract.version)"
            )
        }
        return PluginDescription(
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

extension PythonDescription.Parameter {
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
