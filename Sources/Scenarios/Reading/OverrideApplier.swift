import Experiments
import Marketplace
import PolicyKit
import Tables

/// Lays overrides over what a file says.
enum OverrideApplier {
    /// Sets each path of `overrides` in turn, and makes the mappings on the way that the file does not have.
    ///
    /// A policy given by name alone becomes a mapping when one of its parameters is set; a policy not given at that
    /// place is the one that would serve there anyway.
    /// - Returns: what is wrong with the paths.
    static func apply(
        _ overrides: [ScenarioOverride], to tree: inout Tree, slots: [any Slot], file: String
    ) -> [ScenarioProblem] {
        guard case .mapping = tree.content else { return [] }
        var problems: [ScenarioProblem] = []
        for override in overrides {
            let place = override.tree.place
            prepareArms(override.path, &tree, place)
            if let problem = unknownName(override.path, tree, place, file: file) {
                problems.append(problem)
                continue
            }
            preparePolicy(override.path, &tree, place, slots)
            set(&tree, override.path[...], to: override.tree, place)
        }
        return problems
    }

    /// An arm or a layer is made by setting the whole of it; who sets something of one, where there are any, means one that there is.
    private static func unknownName(
        _ path: [String], _ tree: Tree, _ place: Place, file: String
    ) -> ScenarioProblem? {
        guard path.count > 3, path[0] == "experiment", let kind = ["arms": "arm", "layers": "layer"][path[1]],
            let names = tree[["experiment", path[1]]]?.branches?.map(\.key), !names.isEmpty, !names.contains(path[2])
        else { return nil }
        let known = Plural.list(names.map { ForeignText.quoted($0) })
        return ScenarioProblem(
            file: file, at: place, keyPath: path.joined(separator: "."), "no \(kind) has this name",
            suggestion: NearestWord.to(path[2], among: names),
            note: names.count == 1 ? "The \(kind) is \(known)." : "The \(kind)s are \(known).")
    }

    private static func set(_ tree: inout Tree, _ path: ArraySlice<String>, to value: Tree, _ place: Place) {
        guard let key = path.first else {
            tree = value
            return
        }
        var branches: [Tree.Branch] = []
        if case .mapping(let present) = tree.content { branches = present } else { tree.place = place }
        if let index = branches.firstIndex(where: { $0.key == key }) {
            set(&branches[index].value, path.dropFirst(), to: value, place)
        } else {
            var made = Tree(content: .nothing, place: place)
            set(&made, path.dropFirst(), to: value, place)
            branches.append(Tree.Branch(key: key, place: place, value: made))
        }
        tree.content = .mapping(branches)
    }

    /// A scenario that names no arms still has two, and an override may speak of them.
    private static func prepareArms(_ path: [String], _ tree: inout Tree, _ place: Place) {
        guard path.count > 2, path.starts(with: ["experiment", "arms"]), tree[["experiment", "arms"]] == nil else {
            return
        }
        let arms = ScenarioFormat.armNames.map {
            Tree.Branch(key: $0, place: place, value: Tree(content: .nothing, place: place))
        }
        set(&tree, ["experiment", "arms"], to: Tree(content: .mapping(arms), place: place), place)
    }

    private static func preparePolicy(
        _ path: [String], _ tree: inout Tree, _ place: Place, _ slots: [any Slot]
    ) {
        guard path.count >= 3, path[path.count - 3] == "policies", path.last != "policy",
            let slot = slots.first(where: { $0.name == path[path.count - 2] })
        else { return }
        let slotPath = path.dropLast()
        let fallback = Tree(content: .scalar(slot.defaultPolicy.name), place: place)
        let present = tree[Array(slotPath)] ?? tree[["policies", slot.name]] ?? fallback
        guard case .scalar = present.content else {
            if tree[Array(slotPath)] == nil { set(&tree, slotPath, to: present, place) }
            return
        }
        let branch = Tree.Branch(key: "policy", place: present.place, value: present)
        set(&tree, slotPath, to: Tree(content: .mapping([branch]), place: present.place), place)
    }
}
