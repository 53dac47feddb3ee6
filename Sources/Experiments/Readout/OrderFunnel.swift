import Marketplace
import Statistics

/// How far exposures came in each arm of the experiment, step by step, and how long the steps of an order took.
///
/// Sums over all replications. Orders that can still change stand where they stood when the worlds stopped.
public struct OrderFunnel: Sendable, Equatable, Codable {
    /// How many orders came to each step.
    public var steps: [Step]
    /// How long each step took.
    public var delays: [Delay]

    /// One step: how often it was taken in each arm.
    public struct Step: Sendable, Equatable, Codable {
        /// `exposures`, `clicks`, … `kept`.
        public var name: String
        /// Orders of the control arm.
        public var control: Int
        /// Orders of the treatment arm.
        public var treatment: Int

        public init(name: String, control: Int, treatment: Int) {
            self.name = name
            self.control = control
            self.treatment = treatment
        }
    }

    /// The time from one step of an offer or order to the next.
    public struct Delay: Sendable, Equatable, Codable {
        /// `answer`, `payment`, `delivery` or `refund`: what is waited for.
        public var name: String
        /// Median hours in each arm; nil where it never happened.
        public var control: Double?
        /// The treatment arm's delay; nil without an order.
        public var treatment: Double?

        public init(name: String, control: Double?, treatment: Double?) {
            self.name = name
            self.control = control
            self.treatment = treatment
        }
    }

    public init(steps: [Step] = [], delays: [Delay] = []) {
        self.steps = steps
        self.delays = delays
    }

    init(_ replications: [FeedReplication]) {
        func total(_ quantity: Quantity, _ arm: Int) -> Int {
            replications.reduce(0) { $0 + $1.experiment.tally.total(quantity, arm: arm) }
        }
        func step(_ name: String, _ count: (Int) -> Int) -> Step {
            Step(name: name, control: count(0), treatment: count(1))
        }
        let counted: [(String, Quantity)] = [
            ("exposures", .exposures), ("clicks", .clicks), ("likes", .likes), ("offers", .offers), ("carts", .carts),
            ("checkouts", .checkouts), ("payments", .orders), ("deliveries", .deliveries), ("refunds", .refunds),
        ]
        steps =
            counted.map { name, quantity in step(name) { total(quantity, $0) } } + [
                step("kept") { total(.deliveries, $0) - total(.refunds, $0) }
            ]
        delays = OrderLife.Step.allCases.map { step in
            let medians = [0, 1].map { arm in
                replications.map(\.experiment.orderLife[arm][step.rawValue]).reduce(DelayHistogram(), +).median
                    .map { $0 / 3_600_000 }
            }
            return Delay(name: "\(step)", control: medians[0], treatment: medians[1])
        }
    }
}
