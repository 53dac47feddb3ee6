import Marketplace
import Statistics

/// Which segments the users of a world are in.
struct UserSegments {
    /// One a segmentation: the segment of each user, counted from 0 within it.
    let places: [[UInt8]]
    private let segmentations: [Segmentation]

    /// - Parameter world: its users have their traits.
    init(_ plan: Plan, in world: borrowing World) {
        segmentations = plan.segmentations
        places = segmentations.map { one in
            switch one.trait {
            case .sessionsPerWeek(let division):
                var rates: [Double] = []
                for user in 0..<world.userCount { rates.append(world.sessionsPerWeek(of: user)) }
                return division.segments(of: rates)
            case .interest:
                var categories: [UInt8] = []
                for user in 0..<world.userCount { categories.append(UInt8(world.mainInterest(of: user))) }
                return categories
            case .given(let segments): return segments
            }
        }
    }

    /// The names of a user's segments, one a segmentation.
    func names(of user: Int) -> [String] { zip(segmentations, places).map { $0.segments[Int($1[user])] } }

    /// Joint moments over the users of each segment and arm of every quantity in the experiment.
    func moments(
        arms: Int, of quantities: Int, forEachUnit: ((UnitRow) -> Void) -> Void
    ) -> [[CovarianceMoments]] {
        let none = Array(repeating: CovarianceMoments(variables: quantities), count: arms)
        var moments = segmentations.flatMap { $0.segments.map { _ in none } }
        forEachUnit { user in
            guard user.isReadOut else { return }
            var first = 0
            for (segmentation, places) in zip(segmentations, places) {
                let segment = first + Int(places[user.number])
                moments[segment][Int(user.arm)].add(user.values.span.extracting(0..<quantities))
                first += segmentation.segments.count
            }
        }
        return moments
    }
}
