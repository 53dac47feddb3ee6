import Experiments
import Marketplace
import PolicyKit

/// The table of all keys of a scenario file.
struct ScenarioFormat: Sendable {
    /// The keys at the top of the file, in the order in which people like to read them.
    let keys: [FormatKey]

    init(policies: PolicyRegistry) {
        let slots = policies.slots.map { slot in
            FormatKey(
                slot.name, "The policy of the \(slot.name) slot.", .policy(slot, policies.policies(in: slot)),
                default: slot.defaultPolicy.name)
        }
        let arm = [
            FormatKey("market", "What this arm's users meet differently.", .group(Self.marketOfArm)),
            FormatKey("policies", "Policies that serve this arm's users instead.", .group(slots)),
            FormatKey(
                "auctions", "How ad slots are sold to this arm's users, in an auction market.",
                .group(AuctionBuilder.fieldsOfArm.map { FormatKey($0.parameter) })),
        ]
        let experiment =
            ExperimentSettings.keys + [
                FormatKey(
                    "metrics",
                    "Metrics to read out, the primary one first; with `market.ads.campaigns` those of ads by default, too, and those of requests and costs where the scenario can make them other than 0.",
                    .words(Metric.all.map(\.name)),
                    default: "[\(Metric.standard.map(\.name).joined(separator: ", "))]"),
                FormatKey(
                    "designs",
                    "Designs to read out, the primary one first; docs/Designs.md says what each splits and estimates.",
                    .words(Design.allCases.map(\.rawValue)), default: "[\(Design.userSplit.rawValue)]"),
                FormatKey(
                    "switchback", "The blocks of time of the design `switchback`.",
                    .group(Switchback.fields.map { FormatKey($0.parameter) })),
                FormatKey(
                    "rollout", "The stages of the design `staged_rollout`.",
                    .group(Rollout.fields.map { FormatKey($0.parameter) })),
                FormatKey(
                    "bandit", "When `allocation` learns, and what it leaves to each arm.",
                    .group(BanditSettings.fields.map { FormatKey($0.parameter) })),
                FormatKey(
                    "verdict", "How large a bias may be before the readout is said to mislead.",
                    .group(VerdictRule.fields.map { FormatKey($0.parameter) })),
                FormatKey(
                    "decide", "When one experiment is launched, and when not.", .group(DecisionBuilder.keys)),
                FormatKey(
                    "segments", "Segments of users to read out beside all users, under names of your own.",
                    .types(SegmentSettings.keys)),
                FormatKey(
                    "arms", "Two arms or more under names of your own, control first; without it, two equal arms.",
                    .arms(
                        [
                            FormatKey(
                                "share", ExperimentSettings.armShare.summary, .parameter(ExperimentSettings.armShare))
                        ] + arm),
                    default: "{\(Self.armNames.map { "\($0): {}" }.joined(separator: ", "))}"),
                FormatKey(
                    "layers",
                    "Other experiments on the same users at the same time, under names of your own, each split by a salt of its own.",
                    .types(
                        LayerSettings.keys + [
                            FormatKey("market", "What its treated users meet differently.", .group(Self.marketOfArm)),
                            FormatKey("policies", "Policies that serve its treated users instead.", .group(slots)),
                        ])),
            ]
        keys =
            [
                FormatKey(
                    "scenario", "The scenario's name: lower-case words joined by `-`.", .name,
                    default: "the file's name"),
                FormatKey("title", "A headline.", .text, default: "the scenario's name"),
                FormatKey("summary", "What the scenario shows, in a few sentences.", .text),
                FormatKey("seed", "Seed of every random draw: same seed, same bytes.", .seed, default: "1"),
                FormatKey(
                    "currency",
                    "What all money is in, by its code of ISO 4217. It changes how amounts are written, and nothing that happens: defaults keep their number of minor units (25.00 USD, 2500 JPY, 2.500 KWD).",
                    .currency, default: "USD"),
            ]
            + RunSettings.fields.map { FormatKey($0.parameter) } + [
                FormatKey(
                    "python",
                    "The interpreter of policies in Python, as a path (from the scenario's folder on) or as a command.",
                    .text, default: "the active environment's, else python3"),
                FormatKey("market", "The market that both arms share.", .group(Self.market)),
                FormatKey("policies", "Policies that serve everybody, unless an arm says otherwise.", .group(slots)),
                FormatKey(
                    "booking", "A booking market, which stands in place of the feed market.", .group(Self.booking)),
                FormatKey(
                    "auctions", "A market of ad auctions, which stands in place of the feed market.",
                    .group(Self.auctions)),
                FormatKey("experiment", "The experiment that is run in the market.", .group(experiment)),
                FormatKey(
                    "study", "Compares the designs with the truth: which of them to trust in this market.",
                    .group(Study.fields.map { FormatKey($0.parameter) })),
                FormatKey(
                    "expect",
                    "What the readout must bear out, such as `truth.gmv.relative > 0`; docs/Expectations.md has the quantities.",
                    .statements),
            ]
    }

    /// The keys of `auctions`.
    private static let auctions: [FormatKey] = {
        let designs = AuctionDesign.allCases.map(\.rawValue)
        let metrics = AuctionMetric.standard.map(\.name)
        return AuctionMarketSettings.fields.map { FormatKey($0.parameter) } + [
            FormatKey(
                "file",
                "CSV file with campaigns of your own, relative to the scenario file; `campaigns` follows from it.",
                .file),
            FormatKey(
                "designs", "Designs to read out, the primary one first.", .words(designs),
                default: "[\(designs.joined(separator: ", "))]"),
            FormatKey(
                "metrics", "Metrics to read out, the primary one first.", .words(metrics),
                default: "[\(metrics.joined(separator: ", "))]"),
        ]
    }()

    /// The keys of `booking`.
    private static let booking: [FormatKey] = {
        let designs = BookingDesign.allCases.map(\.rawValue)
        let choices = FormatKey(
            "choices", "What these customers think of each type of listings; of one that is not named, the defaults.",
            .types(BookingChoice.fields.map { FormatKey($0.parameter) }))
        return BookingSettings.fields.map { FormatKey($0.parameter) } + [
            FormatKey(
                "designs", "Designs to read out, the primary one first.", .words(designs),
                default: "[\(designs.joined(separator: ", "))]"),
            FormatKey(
                "listings", "Types of listings under names of your own; without it, one type with the defaults.",
                .types(BookingListingType.fields.map { FormatKey($0.parameter) })),
            FormatKey(
                "customers", "Types of customers under names of your own; without it, one type with the defaults.",
                .types(BookingCustomerType.fields.map { FormatKey($0.parameter) } + [choices])),
        ]
    }()

    /// The names of the arms of a scenario that names none.
    static let armNames = ["control", "treatment"]

    /// The groups of `market`, in the order of `Market.fields`, with `file` where tables can be loaded.
    private static let market = groups(of: Market.fields.map(\.parameter)) { parameter, name in
        FormatKey(parameter, name: name)
    } file: {
        .file
    }

    /// The market's groups as an arm may change them.
    private static let marketOfArm = groups(of: Market.fields.map(\.parameter)) { parameter, name in
        Market.differsByUser(parameter.name)
            ? FormatKey(parameter, name: name) : FormatKey(name, parameter.summary, .refused)
    } file: {
        .refused
    }

    private static let files = [
        "users": "CSV file with users of your own, relative to the scenario file; `count` follows from it.",
        "listings": "CSV file with listings of your own, relative to the scenario file; `initial` follows from it.",
        "ads": "CSV file with campaigns of your own, relative to the scenario file; `campaigns` follows from it.",
    ]

    /// The groups within a path, each with the keys and groups within it; one of which nothing may stand here is refused.
    /// - Parameters:
    ///   - path: ends in a dot, or is empty.
    ///   - key: makes the key of a parameter by its short name.
    ///   - file: what may stand behind the key of a group's table.
    private static func groups(
        of parameters: [Parameter], within path: String = "", _ key: (Parameter, String) -> FormatKey,
        file: () -> FormatShape
    ) -> [FormatKey] {
        var names: [String] = []
        for parameter in parameters {
            let name = String(parameter.name.dropFirst(path.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names.map { name in
            if let parameter = parameters.first(where: { $0.name == path + name }) { return key(parameter, name) }
            let group = path + name
            let keys =
                groups(of: parameters.filter { $0.name.hasPrefix(group + ".") }, within: group + ".", key, file: file)
                + (files[group].map { [FormatKey("file", $0, file())] } ?? [])
            return FormatKey(
                name, Market.groups[group] ?? "", keys.allSatisfy(\.isRefused) ? .refused : .group(keys))
        }
    }
}

extension ScenarioFormat {
    /// The paths of all keys, by the key's own name: where a key that stands in a wrong place belongs.
    var pathsByName: [String: [String]] {
        var paths: [String: [String]] = [:]
        func visit(_ keys: [FormatKey], _ prefix: String) {
            for key in keys {
                paths[key.name, default: []].append(prefix + key.name)
                if case .group(let inner) = key.shape { visit(inner, "\(prefix)\(key.name).") }
            }
        }
        visit(keys, "")
        return paths
    }
}
