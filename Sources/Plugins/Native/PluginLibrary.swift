import CMarketPolicy
import CPluginGuard
import Foundation
import PolicyKit

/// A shared library that exports policies: loaded into this process, once and for good.
final class PluginLibrary: @unchecked Sendable {
    let description: PluginDescription
    private let plugin: UnsafePointer<MarketPlugin>
    private let policies: [NativePolicy]
    /// Lent to every instance.
    private let host: UnsafeMutablePointer<MarketHost>

    /// - Parameters:
    ///   - path: of the file.
    ///   - named: as a person named it, for messages.
    init(path: String, named: String) throws(PluginProblem) {
        program_output_set_apart()
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw PluginProblem(file: named, "cannot be loaded: \(Self.loaderWords(of: path))")
        }
        typealias Entry = @convention(c) (UInt32, UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> UnsafeRawPointer?
        guard let symbol = dlsym(handle, "market_policy_plugin") else {
            throw PluginProblem(file: named, "is no plug-in: it does not export `market_policy_plugin`")
        }
        var reason: UnsafePointer<CChar>?
        let version = Contract.major << 16 | Contract.minor
        guard let said = unsafeBitCast(symbol, to: Entry.self)(version, &reason) else {
            let words = reason.map { GuestText.of($0) } ?? "it gives no reason"
            throw PluginProblem(file: named, "refuses a platform of contract \(Contract.version): \(words)")
        }
        let bits = said.load(fromByteOffset: MemoryLayout<UInt32>.size, as: UInt32.self)
        guard bits >> 16 == Contract.major, bits & 0xFFFF <= Contract.minor else {
            throw PluginProblem(
                file: named,
                "was made for contract \(Contract.words(bits)), and this platform has contract \(Contract.version)")
        }
        plugin = Self.complete(said, as: MarketPlugin.self)
        guard let id = plugin.pointee.id, plugin.pointee.version != nil, plugin.pointee.policy_count >= 0 else {
            throw PluginProblem(file: named, "has no id or no version")
        }
        var policies: [NativePolicy] = []
        for index in 0..<Int(plugin.pointee.policy_count) {
            guard let policy = plugin.pointee.policies?[index] else {
                throw PluginProblem(file: named, "has a policy that is NULL")
            }
            policies.append(try NativePolicy(UnsafeRawPointer(policy), file: named))
        }
        self.policies = policies
        description = PluginDescription(
            id: GuestText.of(id), version: GuestText.of(plugin.pointee.version), contract: Contract.words(bits),
            policies: policies.map(\.description), files: GuestText.list(plugin.pointee.files), surroundings: [])
        host = .allocate(capacity: 1)
        host.initialize(
            to: MarketHost(
                struct_size: UInt32(MemoryLayout<MarketHost>.size), abi: version, extension: { _, _ in nil }))
    }

    /// Makes an instance of one of the policies.
    /// - Parameters:
    ///   - place: among the description's policies.
    ///   - label: what messages call it.
    func instance(
        _ place: Int, parameters: String, label: String, timeLimit: Double, in world: PolicyHost
    ) throws(GuestError) -> NativeInstance {
        try NativeInstance(
            policies[place], parameters: parameters, lent: UnsafePointer(host), label: label, timeLimit: timeLimit,
            in: world)
    }

    /// A structure of somebody else's as this version lays it out: what an older one does not have is 0.
    static func complete<Structure>(_ said: UnsafeRawPointer, as: Structure.Type) -> UnsafePointer<Structure> {
        let size = Int(said.load(as: UInt32.self))
        let whole = UnsafeMutablePointer<Structure>.allocate(capacity: 1)
        memset(whole, 0, MemoryLayout<Structure>.size)
        memcpy(whole, said, min(size, MemoryLayout<Structure>.size))
        return UnsafePointer(whole)
    }

    /// Why the loader has refused a file, without its path, which the sentence has already.
    private static func loaderWords(of path: String) -> String {
        let words = dlerror().map { GuestText.of($0) } ?? "the loader gives no reason"
        return words.hasPrefix("\(path): ") ? String(words.dropFirst(path.count + 2)) : words
    }
}

/// A policy of a library: its description, and its functions.
final class NativePolicy: @unchecked Sendable {
    let description: PolicyDescription
    let functions: MarketPolicy

    init(_ said: UnsafeRawPointer, file: String) throws(PluginProblem) {
        functions = PluginLibrary.complete(said, as: MarketPolicy.self).pointee
        guard let slot = functions.slot, let name = functions.name, functions.create != nil, functions.destroy != nil
        else { throw PluginProblem(file: file, "has a policy without slot, name, `create` or `destroy`") }
        let parameters = Self.elements(functions.parameters, functions.parameter_count, as: MarketParameter.self)
        let calls = Self.elements(functions.calls, functions.call_count, as: MarketCall.self)
        guard parameters.allSatisfy({ $0.name != nil }), calls.allSatisfy({ $0.name != nil }) else {
            throw PluginProblem(file: file, "has a parameter or a call without a name")
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
        return (0..<Int(count)).map { PluginLibrary.complete(first + $0 * size, as: Structure.self).pointee }
    }
}

extension Parameter {
    /// A parameter of a library; nil for a unit that is not known here.
    fileprivate init?(_ said: MarketParameter) {
        let units: [PolicyKit.Unit] = [.number, .share, .count, .duration, .money, .perDay, .perWeek, .toggle, .word]
        guard Int(said.unit) < units.count else { return nil }
        let unit = units[Int(said.unit)]
        let choices = GuestText.list(said.choices)
        let value: ParameterValue =
            switch unit {
            case .toggle: .toggle(said.default_value != 0)
            case .word: .word(choices.indices.contains(Int(said.default_value)) ? choices[Int(said.default_value)] : "")
            default: .number(said.default_value)
            }
        let range = said.least <= said.most ? said.least...said.most : nil
        self.init(
            GuestText.of(said.name), said.summary.map { GuestText.of($0) } ?? "", unit: unit, default: value,
            range: unit == .toggle || unit == .word ? nil : range, choices: choices)
    }
}

/// Text of somebody else's: repaired where it is not UTF-8, and bounded.
enum GuestText {
    private static let limit = 1_000

    static func of(_ text: UnsafePointer<CChar>) -> String {
        let length = strnlen(text, limit)
        return text.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    /// Texts with NULL behind the last.
    static func list(_ texts: UnsafePointer<UnsafePointer<CChar>?>?) -> [String] {
        guard let texts else { return [] }
        var list: [String] = []
        while list.count < limit, let text = texts[list.count] { list.append(of(text)) }
        return list
    }
}
