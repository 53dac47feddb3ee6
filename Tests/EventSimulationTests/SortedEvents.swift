import EventSimulation

/// What an event queue must do, in the plainest way: a sorted array that is searched and shifted.
struct SortedEvents {
    struct Event: Hashable {
        var time: SimulationTime
        var tie: UInt64
        var payload: UInt64
    }

    private(set) var events: [Event] = []
    private(set) var now = SimulationTime.zero

    mutating func schedule(_ event: Event) {
        events.insert(event, at: position(of: event))
    }

    mutating func cancel(_ event: Event) {
        let index = position(of: event)
        precondition(events[index] == event)
        events.remove(at: index)
    }

    mutating func next(through limit: SimulationTime = .latest) -> Event? {
        // The earliest is kept last, where it is cheap to remove.
        guard let first = events.last, first.time <= limit else { return nil }
        now = first.time
        return events.removeLast()
    }

    private func position(of event: Event) -> Int {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            let isLater = (events[middle].time, events[middle].tie) > (event.time, event.tie)
            if isLater { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
