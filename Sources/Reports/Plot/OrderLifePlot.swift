import Experiments

/// The life of an order as boxes and arrows: how many came to each state, and the median time that each step took.
struct OrderLifePlot {
    let id: String
    let funnel: OrderFunnel
    /// Whether it goes down the page, which a phone has room for, and not along it.
    let isUpright: Bool

    /// A state and where it stands.
    private struct Box {
        let label: String
        let step: String
        let column: Double
        let row: Double
    }

    private static let boxes = [
        Box(label: "Offer", step: "offers", column: 0, row: 0),
        Box(label: "Cart", step: "carts", column: 0, row: 1),
        Box(label: "Checkout", step: "checkouts", column: 1, row: 0.5),
        Box(label: "Paid", step: "payments", column: 2, row: 0),
        Box(label: "Unpaid", step: "unpaid", column: 2, row: 1),
        Box(label: "Delivered", step: "deliveries", column: 3, row: 0),
        Box(label: "Kept", step: "kept", column: 4, row: 0),
        Box(label: "Refunded", step: "refunds", column: 4, row: 1),
    ]
    /// From a box to a box, and the delay that the step takes.
    private static let arrows = [
        (0, 2, "answer"), (1, 2, ""), (2, 3, "payment"), (2, 4, ""), (3, 5, "delivery"), (5, 6, ""), (5, 7, "refund"),
    ]
    private static let width = 128.0
    private static let height = 62.0

    /// The drawing.
    var drawing: Element {
        .drawing(
            id: id, title: "The life of an order, with the median time of each step",
            description: funnel.delays.map { delay in
                "\(Wording.label(delay.name)): control \(OrderLifePlot.time(delay.control)), treatment "
                    + "\(OrderLifePlot.time(delay.treatment))."
            }.joined(separator: " "),
            width: isUpright ? 360 : 1040, height: isUpright ? 552 : 220, style: "plot life",
            OrderLifePlot.arrows.map(arrow) + OrderLifePlot.boxes.map(box))
    }

    private func left(_ box: Box) -> Double { isUpright ? 8 + box.row * 208 : box.column * 228 }

    private func middle(_ box: Box) -> Double {
        isUpright ? OrderLifePlot.height / 2 + 4 + box.column * 120 : 46 + box.row * 116
    }

    private func box(_ box: Box) -> Element {
        let (x, y) = (left(box), middle(box) - OrderLifePlot.height / 2)
        let counts = count(box.step)
        return .group(
            "state",
            [
                .rectangle("box", x: x, y: y, width: OrderLifePlot.width, height: OrderLifePlot.height),
                .text("label", x + 10, y + 14, box.label),
                .group("control", [.text("figure", x + 10, y + 33, Digits.count(counts.0))]),
                .group("treatment", [.text("figure", x + 10, y + 50, Digits.count(counts.1))]),
            ])
    }

    private func arrow(_ arrow: (Int, Int, String)) -> Element {
        let (from, to) = (OrderLifePlot.boxes[arrow.0], OrderLifePlot.boxes[arrow.1])
        let delay = funnel.delays.first { $0.name == arrow.2 }
        let times = delay.map { [("control", $0.control), ("treatment", $0.treatment)] } ?? []
        return .group("step", isUpright ? down(from, to, times) : along(from, to, times))
    }

    private typealias Times = [(arm: String, hours: Double?)]

    private func along(_ from: Box, _ to: Box, _ times: Times) -> [Element] {
        let (x1, y1) = (left(from) + OrderLifePlot.width, middle(from))
        let (x2, y2) = (left(to), middle(to))
        // Beside a slanting arrow, above and below a level one.
        let (x, y) = ((x1 + x2) / 2 - (y1 == y2 ? 0 : 14), (y1 + y2) / 2)
        let above = y1 == y2 ? y - 12 : y + (y2 > y1 ? 24 : -38)
        let shift = y1 == y2 ? 26.0 : 16
        return [
            .line("edge", x1, y1, x2 - 8, y2),
            .polygon("head", [(x2 - 1, y2), (x2 - 10, y2 - 5), (x2 - 10, y2 + 5)]),
        ]
            + times.enumerated().map { place, time in
                .group(
                    time.arm,
                    [.text("time", x, above + Double(place) * shift, OrderLifePlot.time(time.hours), anchor: .middle)])
            }
    }

    private func down(_ from: Box, _ to: Box, _ times: Times) -> [Element] {
        let half = OrderLifePlot.height / 2
        let (x1, y1) = (left(from) + OrderLifePlot.width / 2, middle(from) + half)
        let (x2, y2) = (left(to) + OrderLifePlot.width / 2, middle(to) - half)
        // On the side that no other arrow of the box takes.
        let isLeft = x2 < x1 || from.row == to.row && from.row < 0.5
        let (x, y) = ((x1 + x2) / 2 + (isLeft ? -12 : 12), (y1 + y2) / 2 - 8)
        return [
            .line("edge", x1, y1, x2, y2 - 8),
            .polygon("head", [(x2, y2 - 1), (x2 - 5, y2 - 10), (x2 + 5, y2 - 10)]),
        ]
            + times.enumerated().map { place, time in
                .group(
                    time.arm,
                    [
                        .text(
                            "time", x, y + Double(place) * 16, OrderLifePlot.time(time.hours),
                            anchor: isLeft ? .end : .start)
                    ])
            }
    }

    private func count(_ step: String) -> (Int, Int) {
        func named(_ name: String) -> (Int, Int) {
            funnel.steps.first { $0.name == name }.map { ($0.control, $0.treatment) } ?? (0, 0)
        }
        guard step == "unpaid" else { return named(step) }
        let (checkouts, payments) = (named("checkouts"), named("payments"))
        return (checkouts.0 - payments.0, checkouts.1 - payments.1)
    }

    /// A length of time in the unit that people would use: `12 min`, `3.4 h`, `2.1 d`.
    static func time(_ hours: Double?) -> String {
        guard let hours else { return Digits.absent }
        if hours < 1 { return "\(Digits.grouped(hours * 60, decimals: hours < 1 / 6.0 ? 1 : 0, signed: false)) min" }
        if hours < 48 { return "\(Digits.grouped(hours, decimals: 1, signed: false)) h" }
        return "\(Digits.grouped(hours / 24, decimals: 1, signed: false)) d"
    }
}
