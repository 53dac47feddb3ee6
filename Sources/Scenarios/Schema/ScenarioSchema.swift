import Experiments
public import PolicyKit

/// Writes the scenario format as a JSON Schema, with which editors complete and check scenario files.
///
/// The schema refuses nothing that `ScenarioReader` takes. What it cannot say, the reader still finds: ranges of values
/// that are written with a unit, and rules between keys.
public struct ScenarioSchema {
    /// Finds policies that are not a part of the program.
    private let finder: (any PolicyFinder)?

    /// The schema (draft 2020-12) as JSON text that ends with a line break.
    public static func json(policies: PolicyRegistry) -> String {
        let format = ScenarioFormat(policies: policies)
        let head: JSONText = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "MarketLab scenario",
            "description": "A market, the policies that serve it and an experiment in it.",
        ]
        let schema = ScenarioSchema(finder: policies.finder)
        guard case .object(let body) = schema.group(format.keys, isOptional: false) else { return "" }
        return head.adding(body).text() + "\n"
    }

    private func group(_ keys: [FormatKey], isOptional: Bool = true) -> JSONText {
        let properties = keys.filter { !$0.isRefused }.map { (key: $0.name, value: property($0)) }
        return [
            "type": isOptional ? ["object", "null"] : "object", "properties": .object(properties),
            "additionalProperties": false,
        ]
    }

    private func property(_ key: FormatKey) -> JSONText {
        var notes: [(key: String, value: JSONText)] = [("description", .string(description(key)))]
        if let text = key.defaultText, isLiteral(key.shape) { notes.append(("default", defaultValue(key.shape, text))) }
        return schema(key.shape).adding(notes)
    }

    private func description(_ key: FormatKey) -> String {
        guard case .parameter(let parameter) = key.shape else { return key.summary }
        return "\(key.summary) Expected: \(parameter.expected)."
    }

    /// Whether the text of a default is the value itself and no explanation of it.
    private func isLiteral(_ shape: FormatShape) -> Bool {
        switch shape {
        case .parameter, .seed, .currency, .policy: true
        default: false
        }
    }

    private func defaultValue(_ shape: FormatShape, _ text: String) -> JSONText {
        switch shape {
        case .seed: return .number(text)
        case .parameter(let parameter):
            if case .toggle(let isOn) = parameter.defaultValue { return .bool(isOn) }
            guard let number = parameter.defaultValue.number, Double(text) != nil else { return .string(text) }
            return JSONText(number)
        default: return .string(text)
        }
    }

    private func schema(_ shape: FormatShape) -> JSONText {
        switch shape {
        case .parameter(let parameter): parameterSchema(parameter)
        case .name: ["type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"]
        case .text: ["type": ["string", "number", "boolean"]]
        case .seed:
            [
                "anyOf": [
                    ["type": "integer", "minimum": .number("0"), "maximum": .number("\(UInt64.max)")],
                    ["type": "string", "pattern": "^[0-9]+(_[0-9]+)*$"],
                ]
            ]
        case .currency: ["enum": .list(Currency.all.map { .string($0.code) })]
        case .file: ["type": "string", "minLength": .number("1")]
        case .words(let known):
            [
                "type": "array", "items": ["enum": .list(known.map { .string($0) })], "minItems": .number("1"),
                "uniqueItems": true,
            ]
        case .rising: ["type": "array", "items": ["type": "number"], "minItems": .number("1"), "uniqueItems": true]
        case .statements:
            [
                "type": "array", "items": ["type": "string", "pattern": "[<>=]"], "minItems": .number("1"),
                "uniqueItems": true,
            ]
        case .bound: bound(isSigned: false)
        case .bounds(let known):
            [
                "type": ["object", "null"], "propertyNames": ["enum": .list(known.map { .string($0) })],
                "additionalProperties": bound(isSigned: true),
            ]
        case .policy(let slot, let entries): policy(entries, in: slot)
        case .group(let keys): group(keys)
        case .arms(let keys):
            [
                "type": "object", "minProperties": .number("2"), "maxProperties": .number("\(FormatChecker.mostArms)"),
                "propertyNames": ["pattern": #"^[^.]*[^.\s][^.]*$"#], "additionalProperties": group(keys),
            ]
        case .types(let keys):
            [
                "type": "object", "minProperties": .number("1"), "propertyNames": ["pattern": #"^[^.]*[^.\s][^.]*$"#],
                "additionalProperties": group(keys),
            ]
        case .refused: false
        }
    }

    /// A number without a unit is 0.
    private func bound(isSigned: Bool) -> JSONText {
        let text: JSONText = ["type": "string", "pattern": .string(EffectBound.pattern(isSigned: isSigned))]
        return ["anyOf": [text, ["const": .number("0")]]]
    }

    private func parameterSchema(_ parameter: Parameter) -> JSONText {
        switch parameter.unit {
        case .toggle: return ["type": "boolean"]
        case .word:
            if parameter.choices.isEmpty {
                return ["type": ["string", "number", "boolean"], "minLength": .number("1")]
            }
            return ["enum": .list(parameter.choices.map { .string($0) })]
        case .file: return ["type": "string", "minLength": .number("1")]
        default:
            let text: JSONText = ["type": "string", "pattern": .string(Quantity.pattern(parameter.unit) ?? "")]
            if parameter.unit == .money || parameter.unit == .bytes { return text }
            if parameter.unit == .duration {
                guard parameter.range?.contains(0) ?? true else { return text }
                return ["anyOf": [text, ["const": .number("0")]]]
            }
            var number: [(key: String, value: JSONText)] = [("type", parameter.unit == .count ? "integer" : "number")]
            if let low = parameter.range?.lowerBound, low.isFinite { number.append(("minimum", JSONText(low))) }
            if let high = parameter.range?.upperBound, high.isFinite { number.append(("maximum", JSONText(high))) }
            return ["anyOf": [.object(number), text]]
        }
    }

    private func policy(_ entries: [PolicyRegistry.Entry], in slot: some Slot) -> JSONText {
        func named(_ entry: PolicyRegistry.Entry) -> (name: JSONText, parameters: [Parameter], isOpen: Bool) {
            (["const": .string(entry.name), "description": .string(entry.summary)], entry.parameters, entry.isUnread)
        }
        var choices = entries.map(named)
        if let finder {
            choices += finder.entries(in: slot).map(named)
            let path: JSONText = [
                "type": "string", "pattern": .string(finder.pathPattern), "description": "The path of a plug-in.",
            ]
            choices.append((path, finder.parameters(in: slot), true))
        }
        let mappings = choices.map { name, parameters, isOpen -> JSONText in
            let parameters = parameters.map { (key: $0.name, value: property(FormatKey($0))) }
            return [
                "type": "object", "properties": .object([("policy", name)] + parameters), "required": ["policy"],
                "additionalProperties": .bool(isOpen),
            ]
        }
        return ["anyOf": .list(choices.map(\.name) + mappings)]
    }
}
