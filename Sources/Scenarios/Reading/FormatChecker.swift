import Experiments
import Foundation
import PolicyKit
import Tables

/// Walks a tree along the format, collects what is set and names everything that the format does not allow.
struct FormatChecker {
    let file: String
    private let format: ScenarioFormat
    private let pathsByName: [String: [String]]
    /// What amounts of money must be in; nil when the scenario names no currency that there is.
    private var currency: Currency? = .usd
    /// The primary one.
    private var design = Design.userSplit
    /// What the names of other people's policies are looked up with.
    private var place = ScenarioPlace()
    /// Where the scenario names the interpreter of policies in Python; nil where it names none.
    private var interpreterPlace: Place?
    private(set) var findings = Findings()
    private(set) var problems: [ScenarioProblem] = []
    /// Policies that the program does not have and that the scenario's names stand for.
    private(set) var foundPolicies: [PolicyRegistry.Entry] = []
    private let policies: PolicyRegistry

    /// - Parameter policies: of the program, with what finds others.
    init(file: String, format: ScenarioFormat, policies: PolicyRegistry) {
        self.file = file
        self.format = format
        self.policies = policies
        pathsByName = format.pathsByName
    }

    /// Checks a whole scenario.
    mutating func check(_ tree: Tree) {
        if tree.isNothing {
            problems.append(ScenarioProblem(file: file, at: tree.place, "is empty; \(Self.firstKeys(format.keys))"))
        } else if tree.branches == nil {
            problems.append(
                ScenarioProblem(
                    file: file, at: tree.place,
                    "expected a mapping at the top level, found \(tree.found); \(Self.firstKeys(format.keys))"))
        } else {
            place = ScenarioPlace(
                folder: file.lastIndex(of: "/").map { String(file[...$0]) } ?? "", python: tree["python"]?.scalar)
            interpreterPlace = tree["python"]?.place
            if let named = tree["currency"] { currency = named.scalar.flatMap(Currency.init(code:)) }
            if case .list(let designs)? = tree[["experiment", "designs"]]?.content {
                design = designs.first?.scalar.flatMap(Design.init(rawValue:)) ?? design
            }
            group(tree, format.keys, path: "")
        }
    }

    private static func firstKeys(_ keys: [FormatKey]) -> String {
        "a scenario has the keys \(keys.map(\.name).joined(separator: ", "))"
    }

    private mutating func check(_ tree: Tree, _ shape: FormatShape, path: String, keyPlace: Place) {
        switch shape {
        case .refused:
            report(
                path, keyPlace,
                "an arm cannot change it: the arms of a \(design.words) meet in one market, whose population, supply and "
                    + "servers they share; set it under the top-level market")
        case .group(let keys): group(tree, keys, path: path, at: keyPlace)
        case .arms(let keys): arms(tree, keys, path: path)
        case .types(let keys): types(tree, keys, path: path)
        case .policy(let slot, let entries): policy(tree, slot, entries, path: path)
        case .words(let known): words(tree, known, path: path)
        case .rising:
            guard case .list(let items) = tree.content, !items.isEmpty else {
                return expected("a list of rising numbers, such as [1, 5]", tree, path)
            }
            let numbers = items.compactMap { $0.scalar.flatMap { Quantity.value($0, as: .number)?.number } }
            guard numbers.count == items.count, zip(numbers, numbers.dropFirst()).allSatisfy(<) else {
                return report(path, tree.place, "expected rising numbers, such as [1, 5]")
            }
            findings.set(path, .numbers(numbers), at: tree.place)
        case .statements:
            guard case .list(let items) = tree.content, !items.isEmpty else {
                return expected("a list of statements, such as [\(ExpectationParser.example)]", tree, path)
            }
            let statements = items.compactMap { item in
                item.scalar.map { Findings.Statement(text: $0, place: item.place) }
            }
            for item in items where item.scalar == nil {
                report(
                    path, item.place, "expected a statement such as \(ExpectationParser.example), found \(item.found)")
            }
            findings.set(path, .statements(statements), at: tree.place)
        case .bound:
            guard let bound = tree.scalar.flatMap(EffectBound.init(text:)) else {
                return expected("\(EffectBound.expected), or 0", tree, path)
            }
            findings.set(path, .bound(bound), at: tree.place)
        case .bounds(let known):
            group(tree, known.map { FormatKey($0, "", .bound) }, path: path, at: keyPlace)
            findings.setNames(path, tree.branches ?? [], at: tree.place)
            for branch in tree.branches ?? [] where branch.value.scalar.map({ !EffectBound.hasSign($0) }) ?? false {
                expected("a sign, as in \(EffectBound.expected)", branch.value, Self.join(path, branch.key))
            }
        case .parameter(let parameter):
            if let value = value(tree, parameter, path: path) { findings.set(path, .parameter(value), at: tree.place) }
        case .seed:
            let digits = tree.scalar.flatMap { $0.contains("__") || $0.hasPrefix("_") || $0.hasSuffix("_") ? nil : $0 }
            guard let digits, let seed = UInt64(digits.filter { $0 != "_" }) else {
                return expected("a whole number from 0 to \(UInt64.max)", tree, path)
            }
            findings.set(path, .seed(seed), at: tree.place)
        case .currency:
            guard let code = tree.scalar, let currency = Currency(code: code) else {
                let codes = Currency.all.map(\.code)
                return report(
                    path, tree.place, "expected a currency's code of ISO 4217 such as JPY, found \(tree.found)",
                    suggestion: tree.scalar.flatMap { NearestWord.to($0.uppercased(), among: codes) })
            }
            findings.set(path, .currency(currency), at: tree.place)
        case .name:
            guard let name = tree.scalar, Self.isName(name) else {
                return expected("lower-case words joined by \"-\", such as spring-ranking", tree, path)
            }
            guard name.utf8.count <= Self.longestName else {
                return expected("at most \(Self.longestName) letters, as folders are named so", tree, path)
            }
            findings.set(path, .text(name), at: tree.place)
        case .text:
            guard let text = tree.scalar else { return expected("text", tree, path) }
            guard text.utf8.count <= Self.longestText else {
                return expected("text of at most \(Self.longestText) bytes", tree, path)
            }
            findings.set(path, .text(text.trimmed), at: tree.place)
        case .file:
            guard let text = tree.scalar, !text.isEmpty else { return expected("the path of a CSV file", tree, path) }
            findings.set(path, .text(text), at: tree.place)
        }
    }

    // MARK: - Mappings

    private mutating func group(_ tree: Tree, _ keys: [FormatKey], path: String, at place: Place? = nil) {
        guard let branches = tree.branches else {
            return expected("a mapping with the keys \(Self.names(keys))", tree, path)
        }
        findings.setGroup(path, at: place)
        for branch in branches {
            let branchPath = Self.join(path, branch.key)
            if let key = keys.first(where: { $0.name == branch.key }) {
                check(branch.value, key.shape, path: branchPath, keyPlace: branch.place)
            } else {
                unknownKey(branch, keys, path: path)
            }
        }
    }

    private mutating func unknownKey(_ branch: Tree.Branch, _ keys: [FormatKey], path: String) {
        let allowed = keys.filter { !$0.isRefused }.map(\.name)
        let elsewhere = pathsByName
        report(
            Self.join(path, branch.key), branch.place, "unknown key",
            suggestion: Self.placeElsewhere(of: branch, among: elsewhere) ?? NearestWord.to(branch.key, among: allowed),
            note: allowed.isEmpty ? "There are no keys here" : "Known keys: \(allowed.joined(separator: ", "))")
    }

    /// The one path of the format that ends as the person's does: `market.feed.page_size` of `--set feed.page_size=5`.
    private static func placeElsewhere(of branch: Tree.Branch, among pathsByName: [String: [String]]) -> String? {
        var keys = [branch.key]
        // In a file the problem is one of this key; an argument is meant as a whole.
        var tree = branch.value
        while branch.place.argument != nil, let inner = tree.branches, inner.count == 1 {
            keys.append(inner[0].key)
            tree = inner[0].value
        }
        while let last = keys.last {
            let end = keys.joined(separator: ".")
            let paths = (pathsByName[last] ?? []).filter { $0 == end || $0.hasSuffix("." + end) }
            if paths.count == 1 { return paths[0] }
            keys.removeLast()
        }
        return nil
    }

    /// Arms of an experiment.
    static let mostArms = 16
    /// A scenario's name, of which the names of folders and files are made.
    static let longestName = 100
    /// A title or a summary.
    static let longestText = 10_000
    /// A name of one's own: of an arm, a layer, a type.
    private static let longestOwnName = 60

    private mutating func arms(_ tree: Tree, _ keys: [FormatKey], path: String) {
        guard let branches = tree.branches, (2...Self.mostArms).contains(branches.count) else {
            let found = tree.branches.map { "\($0.count)" } ?? tree.found
            report(path, tree.place, "expected 2 to \(Self.mostArms) arms, control first, found \(found)")
            for branch in tree.branches ?? [] { group(branch.value, keys, path: Self.join(path, branch.key)) }
            return
        }
        for branch in branches {
            checkName(branch, of: "an arm", path: path)
            group(branch.value, keys, path: Self.join(path, branch.key))
        }
        findings.arms = branches.map(\.key)
        findings.setNames(path, branches, at: tree.place)
    }

    private mutating func types(_ tree: Tree, _ keys: [FormatKey], path: String) {
        guard let branches = tree.branches, !branches.isEmpty else {
            return expected("at least one name of your own, each with the keys \(Self.names(keys))", tree, path)
        }
        for branch in branches {
            checkName(branch, of: "a type", path: path)
            group(branch.value, keys, path: Self.join(path, branch.key))
        }
        findings.setNames(path, branches, at: tree.place)
    }

    private mutating func checkName(_ branch: Tree.Branch, of owner: String, path: String) {
        if branch.key.trimmed.isEmpty || branch.key.contains(".") {
            report(Self.join(path, branch.key), branch.place, "\(owner)'s name is a word without dots")
        } else if branch.key.unicodeScalars.count > Self.longestOwnName {
            report(
                Self.join(path, branch.key), branch.place,
                "\(owner)'s name has at most \(Self.longestOwnName) characters")
        }
    }

    // MARK: - Policies

    private mutating func policy(_ tree: Tree, _ slot: some Slot, _ entries: [PolicyRegistry.Entry], path: String) {
        let nameTree: Tree
        switch tree.content {
        case .scalar: nameTree = tree
        case .mapping:
            guard let named = tree["policy"] else {
                let example = "{policy: \(entries.first?.name ?? "NAME"), …}"
                return report(path, tree.place, "expected the key policy with a policy's name, as in \(example)")
            }
            nameTree = named
        default: return expected("a policy's name, or a mapping with the key policy", tree, path)
        }
        guard case .scalar(let name) = nameTree.content else { return expected("a policy's name", nameTree, path) }
        let entry: PolicyRegistry.Entry
        do throws(PolicyNotTaken) {
            guard let named = try self.entry(slot, named: name, among: entries) else {
                let known = entries.map(\.name) + (policies.finder?.entries(in: slot).map(\.name) ?? [])
                let places = policies.finder?.places.map { "; \($0)" } ?? ""
                let others = policies.slots.filter { policies[$0, name] != nil }.map(\.name)
                let instead = others.isEmpty ? "" : ", which is a \(others.joined(separator: " and a ")) policy"
                return report(
                    path, nameTree.place, "unknown \(slot.name) policy \"\(ForeignText.quoted(name))\"\(instead)",
                    suggestion: NearestWord.to(name, among: known),
                    note: "Known: \(known.joined(separator: ", "))\(places)")
            }
            entry = named
        } catch {
            guard error.isOfInterpreter, let interpreterPlace else {
                return report(path, nameTree.place, error.description, suggestion: error.suggestion)
            }
            findings.markBroken(path)
            // Once, however many policies it keeps from working.
            let isSaid = problems.contains { $0.keyPath == "python" }
            return isSaid ? () : report("python", interpreterPlace, error.description)
        }
        var given: [String: ParameterValue] = [:]
        for branch in tree.branches ?? [] where branch.key != "policy" {
            let parameterPath = Self.join(path, branch.key)
            guard let parameter = entry.parameters.first(where: { $0.name == branch.key }) else {
                // Of what was not asked what it is, the own parameters are not known.
                if !entry.isUnread { unknownParameter(branch, entry, path: parameterPath) }
                continue
            }
            // Equal choices must compare equal, however much of them is written out.
            if let value = value(branch.value, parameter, path: parameterPath), value != parameter.defaultValue {
                given[parameter.name] = value
            }
        }
        for parameter in entry.parameters where parameter.unit == .file && tree[parameter.name] == nil {
            report(
                Self.join(path, parameter.name), nameTree.place,
                "expected \(parameter.expected), which policy \(entry.name) reads")
        }
        checkRules(of: entry, given, tree, path: path)
        findings.set(path, .policy(PolicyChoice(name, given, origin: entry.origin)), at: tree.place)
    }

    /// Blames the last of a broken rule's keys that the person has set; a rule one of whose values is wrong by itself is not looked at.
    private mutating func checkRules(
        of entry: PolicyRegistry.Entry, _ given: [String: ParameterValue], _ tree: Tree, path: String
    ) {
        for rule in entry.rules {
            let keys = (tree.branches ?? []).filter { rule.parameters.contains($0.key) }
            guard let last = keys.last, !keys.contains(where: { findings.broken.contains(Self.join(path, $0.key)) }),
                let fault = rule.fault(ParameterValues(entry.parameters, given: given))
            else { continue }
            report(Self.join(path, last.key), last.place, fault)
        }
    }

    /// The program's policy of that name, else the one that the name stands for outside of it.
    private mutating func entry(
        _ slot: some Slot, named name: String, among entries: [PolicyRegistry.Entry]
    ) throws(PolicyNotTaken) -> PolicyRegistry.Entry? {
        let known = entries + foundPolicies.filter { $0.slot.name == slot.name }
        if let entry = known.first(where: { $0.name == name }) { return entry }
        guard let found = try policies.finder?.entry(slot, named: name, in: place, policies: policies) else {
            return nil
        }
        foundPolicies.append(found)
        return found
    }

    private mutating func unknownParameter(_ branch: Tree.Branch, _ entry: PolicyRegistry.Entry, path: String) {
        let known = entry.parameters.map(\.name)
        let note = known.isEmpty ? "It has no parameters" : "Its parameters: \(known.joined(separator: ", "))"
        report(
            path, branch.place, "policy \(entry.name) has no such parameter",
            suggestion: NearestWord.to(branch.key, among: known), note: note)
    }

    // MARK: - Values

    private mutating func value(_ tree: Tree, _ parameter: Parameter, path: String) -> ParameterValue? {
        if currency == nil, parameter.unit == .money {
            // What it should be in is not known.
            findings.markBroken(path)
            return nil
        }
        let currency = currency ?? .usd
        guard let text = tree.scalar, let value = Quantity.value(text, as: parameter.unit, in: currency) else {
            expected(parameter.expected(in: currency), tree, path)
            return nil
        }
        if let expectation = parameter.expectation(violatedBy: value, in: currency) {
            guard case .word(let word) = value else {
                expected(expectation, tree, path)
                return nil
            }
            report(
                path, tree.place, "expected \(expectation), found \(tree.found)",
                suggestion: NearestWord.to(word, among: parameter.choices))
            return nil
        }
        guard case .file(let file) = value else { return value }
        // A relative path begins beside the scenario.
        let named = TableLoader.path(file.name, besides: self.file)
        do throws(FileFault) {
            let whole = URL(filePath: named).standardizedFileURL.path
            return .file(NamedFile(name: file.name, path: whole, sha256: try FileDigest.sha256(of: whole)))
        } catch {
            report(path, tree.place, "cannot read \(ForeignText.quoted(named, limit: 1_000)): \(error.message)")
            return nil
        }
    }

    private mutating func words(_ tree: Tree, _ known: [String], path: String) {
        guard case .list(let items) = tree.content, !items.isEmpty else {
            return expected("a list of at least one, such as [\(known.prefix(2).joined(separator: ", "))]", tree, path)
        }
        var words: [String] = []
        for item in items {
            guard let word = item.scalar, known.contains(word) else {
                let suggestion = item.scalar.flatMap { NearestWord.to($0, among: known) }
                report(
                    path, item.place, "unknown name \(item.found)", suggestion: suggestion,
                    note: "Known: \(known.joined(separator: ", "))")
                continue
            }
            if words.contains(word) { report(path, item.place, "names \(word) twice") } else { words.append(word) }
        }
        findings.set(path, .words(words), at: tree.place)
    }

    // MARK: - Words

    private mutating func expected(_ expectation: String, _ tree: Tree, _ path: String) {
        report(path, tree.place, "expected \(expectation), found \(tree.found)")
    }

    private mutating func report(
        _ path: String, _ place: Place, _ message: String, suggestion: @autoclosure () -> String? = nil,
        note: @autoclosure () -> String? = nil
    ) {
        findings.markBroken(path)
        // What helps on costs more than the problem, and of thousands only the first few are shown.
        let isShown = problems.count < ScenarioProblems.shownLimit
        problems.append(
            ScenarioProblem(
                file: file, at: place, keyPath: path, message, suggestion: isShown ? suggestion() : nil,
                note: isShown ? note() : nil))
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    private static func names(_ keys: [FormatKey]) -> String { keys.map(\.name).joined(separator: ", ") }

    private static func isName(_ text: String) -> Bool {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        return words.allSatisfy { word in
            !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
        }
    }
}
