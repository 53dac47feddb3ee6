import Storage

/// Keeps a sample of what comes one after the other: all at first, and a half, a quarter, ... of it when there is no more room, spread
/// evenly over what came.
final class ThinnedSample<Element: BitwiseCopyable> {
    private let capacity: Int
    private(set) var elements: Column<Element>
    /// Of each element. Multiples of the golden ratio are spread evenly: those below 2^-k are one in 2^k, whatever period what comes has.
    private var orders: Column<UInt64>
    /// Elements that there were so far.
    private(set) var offered = 0
    private var halvings: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        elements = Column(minimumCapacity: 1_024)
        orders = Column(minimumCapacity: 1_024)
    }

    func add(_ element: @autoclosure () -> Element) {
        let order = UInt64(offered) &* 0x9E37_79B9_7F4A_7C15
        offered += 1
        guard isKept(order) else { return }
        if elements.count == capacity { halve() }
        guard isKept(order) else { return }
        elements.append(element())
        orders.append(order)
    }

    /// Begins anew.
    func restart() {
        elements.removeAll()
        orders.removeAll()
        (offered, halvings) = (0, 0)
    }

    private func isKept(_ order: UInt64) -> Bool { (order &>> (63 - halvings)) &>> 1 == 0 }

    private func halve() {
        halvings += 1
        var kept = 0
        for place in 0..<elements.count where isKept(orders[place]) {
            elements[kept] = elements[place]
            orders[kept] = orders[place]
            kept += 1
        }
        while elements.count > kept {
            _ = elements.removeLast()
            _ = orders.removeLast()
        }
    }
}
