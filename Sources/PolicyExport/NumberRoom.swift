/// Room for columns of numbers that a policy of PolicyKit reads or writes: it grows with the batches, and lies still between them.
struct NumberRoom: ~Copyable {
    private(set) var start = UnsafeMutablePointer<Float>.allocate(capacity: 1)
    private var capacity = 1

    deinit { start.deallocate() }

    /// Makes room for so many numbers; what stood in it is lost where it grows.
    mutating func reserve(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        capacity = max(count, 2 * capacity)
        start = .allocate(capacity: capacity)
        start.initialize(repeating: 0, count: capacity)
    }

    /// Writes a column into the numbers from `place` on, as far as it has any.
    func write(_ column: UnsafeBufferPointer<Float>, at place: Int, count: Int) {
        guard let values = column.baseAddress else { return }
        (start + place).update(from: values, count: min(count, column.count))
    }
}
