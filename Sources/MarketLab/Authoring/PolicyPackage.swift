import Foundation
import Plugins
import PolicyKit

/// The files of a policy to begin with: a source that works, a scenario that compares it with the slot's default, and a README.
struct PolicyPackage {
    private let name: String
    private let slot: any Slot
    private let language: PolicyLanguage

    /// - Throws: `Mistake` for a name that no policy can have.
    init(named name: String, slot: any Slot, language: PolicyLanguage) throws(Mistake) {
        let isName =
            name.first.map { ("a"..."z").contains($0) } == true && name.utf8.count <= 60
            && name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) || ("0"..."9").contains($0) }
        guard isName, name.last != "-" else {
            throw Mistake(
                "the policy's name is \"\(name)\"; expected lower-case words joined by -, such as freshest-first")
        }
        self.name = name
        self.slot = slot
        self.language = language
    }

    /// Writes the files into a folder of the policy's name.
    /// - Throws: `Mistake` where the folder is there already, which is left as it is.
    func write() throws(Mistake) {
        guard !FileManager.default.fileExists(atPath: name) else {
            throw Mistake("\(name) is there already; choose another name, or remove it")
        }
        do {
            for (path, text) in files {
                let file = URL(fileURLWithPath: name).appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: name)
            throw Mistake("\(name) cannot be written: \(error.localizedDescription)")
        }
    }

    /// What to do next, as commands.
    var nextSteps: String {
        let build = build.map { "  \($0)\n" } ?? ""
        return """
            \(name)/ has a \(slot.name) policy that works, in \(file). Next:

              cd \(name)
            \(build)  marketlab policy check \(plugin)
              marketlab run scenario.yaml
            """
    }

    // MARK: - Files

    private var files: [(path: String, text: String)] {
        var files = [(file, source), ("scenario.yaml", scenario), ("README.md", readme)]
        if language == .c { files.append(("Makefile", makefile)) }
        if language == .swift { files.append(("Package.swift", manifest)) }
        return files
    }

    private var words: [Substring] { name.split(separator: "-") }
    private var typeName: String { words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }
    private var identifier: String { words.joined(separator: "_") }

    private var file: String {
        switch language {
        case .python: "\(identifier).py"
        case .c: "\(identifier).c"
        case .swift: "Sources/\(typeName)/\(typeName).swift"
        }
    }

    /// What a scenario names.
    private var plugin: String {
        switch language {
        case .python: "./\(identifier).py"
        case .c: "./\(identifier).so"
        case .swift: "./.build/release/lib\(typeName).so"
        }
    }

    private var build: String? {
        switch language {
        case .python: nil
        case .c: "make"
        case .swift: "swift build -c release"
        }
    }

    /// Sizes that tell something in about ten seconds: users who come often and buy, so that there are orders to compare.
    private var scenario: String {
        """
        scenario: \(name)
        title: \(name) against \(slot.defaultPolicy.name)
        summary: Everything else is equal in both arms.
        seed: 1
        replications: 6
        market:
          users: {count: 1000, sessions_per_week: 4, casual_share: 0}
          listings: {initial: 4000, arrivals_per_day: 200}
          choice: {cart_rate: 15 %, checkout_rate: 30 %}
          orders: {payment_share: 90 %}\(
              isBidding ? "\n  ads: {campaigns: 60, budget_least: 1 USD, budget_most: 10 USD}" : "")
        experiment:
          warmup: 2d
          length: 7d
          metrics: [\(
              isBidding ? "ad_revenue, ad_clicks, organic_gmv, gmv" : "ctr, orders, gmv, cvr, exposures_per_session")]
          arms:
            control: {}
            treatment:
              policies: {\(slot.name): \(plugin)}

        """
    }

    private var isBidding: Bool { slot.name == BiddingSlot().name }

    private var readme: String {
        """
        # \(name)

        A \(slot.name) policy for MarketLab: \(slot.summary)

        ```sh
        \(build.map { "\($0)\n" } ?? "")marketlab policy check \(plugin)
        marketlab run scenario.yaml
        ```

        `marketlab policies --slot \(slot.name) --columns` lists what it may read and answer.

        """
    }

    private var makefile: String {
        """
        # Where marketpolicy.h is.
        HEADERS ?= \(Installation.headers ?? "../MarketLab/Sources/CMarketPolicy")

        BUILD = $(CC) -g -Wall -shared -fPIC -I "$(HEADERS)" $< -o $@ -lm

        \(identifier).so: \(file)
        \t$(BUILD) -O3

        # marketlab policy check ./\(identifier)-sanitized.so finds what is read or written beside its place.
        \(identifier)-sanitized.so: \(file)
        \t$(BUILD) -O1 -fsanitize=address -fno-omit-frame-pointer

        .PHONY: sanitized
        sanitized: \(identifier)-sanitized.so

        """
    }

    private var manifest: String {
        """
        // swift-tools-version: 6.2
        import PackageDescription

        let package = Package(
            name: "\(name)",
            platforms: [.macOS(.v26)],
            products: [.library(name: "\(typeName)", type: .dynamic, targets: ["\(typeName)"])],
            // A checkout of MarketLab, of which only PolicyKit is built.
            dependencies: [.package(name: "MarketLab", path: "\(Installation.checkout ?? "../MarketLab")")],
            targets: [
                .target(name: "\(typeName)", dependencies: [.product(name: "PolicyKit", package: "MarketLab")])
            ]
        )

        """
    }

    private var source: String {
        let template = PolicyTemplates.text(language, slot.name)
        return template.replacingOccurrences(of: "NAME", with: name).replacingOccurrences(of: "TYPE", with: typeName)
            .replacingOccurrences(of: "IDENTIFIER", with: identifier)
    }
}
