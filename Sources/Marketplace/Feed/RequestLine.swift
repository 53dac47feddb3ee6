/// Makes requests wait when they come faster than the platform answers them: one line, served in the order of arrival,
/// each answer taking the same time. Who leaves the line is answered all the same, since the platform does not know it.
struct RequestLine: BitwiseCopyable {
    /// Milliseconds per answer.
    private let service: Double
    /// Milliseconds at which all who wait now will have been answered.
    private var freeAt = 0.0

    /// - Parameter capacity: requests per second.
    init(capacity: Double) { service = 1_000 / capacity }

    /// Takes in a request. - Returns: milliseconds until its turn comes, its own answer not counted.
    mutating func join(at time: Int64) -> Int64 {
        let start = max(freeAt, Double(time))
        freeAt = start + service
        return Int64(start - Double(time))
    }
}
