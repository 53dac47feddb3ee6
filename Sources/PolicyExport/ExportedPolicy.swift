import CMarketPolicy
import PolicyKit

/// Describes a policy of PolicyKit as the contract wants it, and makes its instances.
final class ExportedPolicy {
    private let make: (ParameterValues, UInt64) -> any ExportedInstance
    private let parameters: [Parameter]

    private init(_ parameters: [Parameter], make: @escaping (ParameterValues, UInt64) -> any ExportedInstance) {
        self.parameters = parameters
        self.make = make
    }

    /// - Returns: nil for a slot that plug-ins cannot fill.
    static func descriptor<P: Policy>(of policy: P.Type) -> UnsafePointer<MarketPolicy>? {
        let probe = P(parameters: ParameterValues(P.parameters), seed: 0)
        guard let (calls, make) = SlotExports.export(probe, as: P.self) else { return nil }
        let slot = P.Home()
        var made = MarketPolicy()
        made.struct_size = UInt32(MemoryLayout<MarketPolicy>.size)
        made.slot = Lasting.text(slot.name)
        made.name = Lasting.text(P.name)
        made.summary = Lasting.text(P.summary)
        made.parameter_count = Int64(P.parameters.count)
        made.parameters = UnsafePointer(Lasting.array(P.parameters.map(described)))
        made.call_count = Int64(calls.count)
        made.calls = UnsafePointer(
            Lasting.array(
                calls.map {
                    MarketCall(
                        struct_size: UInt32(MemoryLayout<MarketCall>.size), name: Lasting.text($0.name),
                        inputs: Lasting.texts($0.inputs))
                }))
        made.context = Unmanaged.passRetained(ExportedPolicy(P.parameters, make: make)).toOpaque()
        made.create = { own, _, line, policy, error, size in
            guard let context = own?.pointee.context, let line, let policy else { return 1 }
            let exported = Unmanaged<ExportedPolicy>.fromOpaque(context).takeUnretainedValue()
            let instance = Instance(exported, ParameterText.values(String(cString: line), exported.parameters))
            policy.pointee = Unmanaged.passRetained(instance).toOpaque()
            return 0
        }
        made.reset = { policy, key in Instance.of(policy).reset(key) }
        made.decide = { policy, batch in Instance.of(policy).take(batch) }
        made.learn = { policy, batch in Instance.of(policy).take(batch) }
        made.property = { policy, name, value in
            guard let name, let said = Instance.of(policy).live.property(String(cString: name)) else { return 2 }
            value?.pointee = said
            return 0
        }
        made.save = { policy, bytes, count in Instance.of(policy).save(bytes, count) }
        made.load = { policy, bytes, count in
            Instance.of(policy).load(Array(UnsafeBufferPointer(start: bytes, count: Int(count))))
        }
        made.destroy = { policy in
            guard let policy else { return }
            Unmanaged<Instance>.fromOpaque(policy).release()
        }
        made.last_error = { policy in Instance.of(policy).words }
        return Lasting.value(made)
    }

    private static func described(_ parameter: Parameter) -> MarketParameter {
        let value: Double =
            switch parameter.defaultValue {
            case .number(let number): number
            case .toggle(let isOn): isOn ? 1 : 0
            case .word(let word): Double(parameter.choices.firstIndex(of: word) ?? 0)
            case .file: 0
            }
        return MarketParameter(
            struct_size: UInt32(MemoryLayout<MarketParameter>.size),
            unit: UInt32(Unit.allCases.firstIndex(of: parameter.unit) ?? 0), name: Lasting.text(parameter.name),
            summary: Lasting.text(parameter.summary), default_value: value,
            least: parameter.range?.lowerBound ?? -.infinity, most: parameter.range?.upperBound ?? .infinity,
            choices: parameter.choices.isEmpty ? nil : Lasting.texts(parameter.choices))
    }

    /// An instance as the platform holds it: begun anew by `reset`.
    private final class Instance {
        private let exported: ExportedPolicy
        private let values: ParameterValues
        private(set) var live: any ExportedInstance
        private var state: [UInt8] = []
        /// Why the last function failed; a text of C's.
        private(set) var words: UnsafePointer<CChar>?

        init(_ exported: ExportedPolicy, _ values: ParameterValues) {
            self.exported = exported
            self.values = values
            live = exported.make(values, 0)
        }

        static func of(_ policy: UnsafeMutableRawPointer?) -> Instance {
            guard let policy else { preconditionFailure("the platform names an instance") }
            return Unmanaged<Instance>.fromOpaque(policy).takeUnretainedValue()
        }

        func reset(_ key: UInt64) -> Int32 {
            live = exported.make(values, key)
            return 0
        }

        func take(_ batch: UnsafePointer<MarketBatch>?) -> Int32 {
            guard let batch else { return 1 }
            live.take(batch.pointee)
            return 0
        }

        func save(_ bytes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: UnsafeMutablePointer<Int64>?) -> Int32
        {
            state = live.save()
            kept.deallocate()
            kept = .allocate(capacity: max(1, state.count))
            kept.initialize(from: state, count: state.count)
            bytes?.pointee = UnsafePointer(kept)
            count?.pointee = Int64(state.count)
            return 0
        }

        private var kept = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

        func load(_ state: [UInt8]) -> Int32 {
            do {
                try live.load(state)
                return 0
            } catch {
                words = Lasting.text("\(error)")
                return 1
            }
        }

        deinit { kept.deallocate() }
    }
}

/// The line of JSON that an instance is made with.
enum ParameterText {
    /// The values of the parameters; the defaults of those that are not there.
    static func values(_ line: String, _ parameters: [Parameter]) -> ParameterValues {
        var given: [String: ParameterValue] = [:]
        for parameter in parameters {
            guard let text = text(of: parameter.name, in: line) else { continue }
            switch parameter.unit {
            case .toggle: given[parameter.name] = .toggle(text.hasPrefix("true"))
            case .word: given[parameter.name] = .word(word(text))
            case .file:
                let path = word(text)
                given[parameter.name] = .file(NamedFile(name: path, path: path, sha256: ""))
            default: given[parameter.name] = Double(text.prefix { $0 != "," && $0 != "}" }).map { .number($0) }
            }
        }
        return ParameterValues(parameters, given: given)
    }

    /// What follows a name and its colon.
    private static func text(of name: String, in line: String) -> Substring? {
        var rest = line[...]
        let mark = "\"\(name)\":"
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// The word in quotes at the start of a text.
    private static func word(_ text: Substring) -> String {
        var word = ""
        var isEscaped = false
        for character in text.dropFirst() {
            if !isEscaped, character == "\"" { break }
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                word.append(character)
                isEscaped = false
            }
        }
        return word
    }
}
