/// Names a policy and what its parameters are set to; the rest are defaults.
public struct PolicyChoice: Sendable, Hashable {
    /// The policy's name.
    public var name: String
    /// Values of its parameters by name; those that are left out have their defaults.
    public var parameters: [String: ParameterValue]
    /// Where the policy comes from, when it is not a part of the program or reads files; with the files that its parameters name.
    public var origin: PolicyOrigin?

    /// A choice with the parameters given, all others at their defaults.
    /// - Parameter origin: of the policy itself; nil for a part of the program.
    public init(
        _ name: String, _ parameters: [String: ParameterValue] = [:], origin: PolicyOrigin? = nil
    ) {
        self.name = name
        self.parameters = parameters
        let named = parameters.sorted { $0.key < $1.key }.compactMap(\.value.file)
            .map { PolicyOrigin.File(name: $0.name, sha256: $0.sha256) }
        guard !named.isEmpty else {
            self.origin = origin
            return
        }
        let own = origin ?? PolicyOrigin(id: name, version: "built in", files: [])
        self.origin = PolicyOrigin(
            id: own.id, version: own.version, files: own.files + named, surroundings: own.surroundings)
    }
}

extension PolicyChoice {
    /// The parameter of ranking policies that are not a part of the program which lets outcomes wait.
    public static let gather = "gather"

    /// Milliseconds for which outcomes wait before the policy hears of them, so that more requests are scored in one call: an
    /// approximation; 0 for none.
    public var learningInterval: Double {
        guard origin != nil, case .number(let interval)? = parameters[Self.gather] else { return 0 }
        return interval
    }
}

/// Tells one state of a policy that is not a part of the program from another: a retrained model is another policy.
public struct PolicyOrigin: Sendable, Hashable, Codable {
    /// The name that the plug-in gives itself.
    public let id: String
    /// The version that it gives itself.
    public let version: String
    /// Its files, with the SHA-256 of each in 64 hexadecimal digits.
    public let files: [File]
    /// What it runs on, with versions, such as an interpreter and its packages; in their order.
    public let surroundings: [String]

    /// A file of a plug-in: its library or script, a module beside it, or a model that it declares or that a parameter names.
    public struct File: Sendable, Hashable, Codable {
        /// The path, relative to the plug-in; of a parameter's file as the scenario has it.
        public let name: String
        /// 64 hexadecimal digits.
        public let sha256: String

        public init(name: String, sha256: String) {
            self.name = name
            self.sha256 = sha256
        }
    }

    public init(id: String, version: String, files: [File], surroundings: [String] = []) {
        self.id = id
        self.version = version
        self.files = files
        self.surroundings = surroundings
    }
}
