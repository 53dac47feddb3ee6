/// The worlds of one replication of a booking market.
struct BookingReplication {
    let worlds: [BookingTask.Role: BookingOutcome]
    let allTreated: BookingOutcome
    let allControl: BookingOutcome

    /// The replications of which all worlds are there, in their order.
    static func complete(
        in outcomes: [BookingTask: BookingOutcome], of booking: BookingPlan
    ) -> [BookingReplication] {
        Set(outcomes.keys.map(\.replication)).sorted().compactMap { replication in
            var worlds: [BookingTask.Role: BookingOutcome] = [:]
            for role in booking.roles { worlds[role] = outcomes[BookingTask(replication: replication, role: role)] }
            guard worlds.count == booking.roles.count, let treated = worlds[.allTreated],
                let control = worlds[.allControl]
            else { return nil }
            return BookingReplication(worlds: worlds, allTreated: treated, allControl: control)
        }
    }
}
