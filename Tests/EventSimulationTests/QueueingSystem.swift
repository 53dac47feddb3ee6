import EventSimulation
import Randomness

/// Customers who arrive by a Poisson process, wait in line for one of `servers`, and are served for an exponential
/// time: M/M/c, the smallest real user of the event queue and of keyed randomness.
struct QueueingSystem {
    let servers: Int
    /// Arrivals in one mean service time.
    let load: Double

    enum Event: UInt8, BitwiseCopyable { case arrival, departure }

    struct Figures {
        var numberInSystem = 0.0
        var shareThatWaits = 0.0
        /// In mean service times, over customers who arrived after the start.
        var wait = 0.0
    }

    /// One mean service time. Rounding to milliseconds moves a figure by a relative 1e-7 of it.
    private static let service = 1e7

    /// Runs until `customers` have arrived, from a state drawn from the stationary distribution, so that there is no
    /// warm-up to be biased by.
    func simulate(customers: UInt32, key: RandomKey) -> Figures {
        var queue = EventQueue<Event>()
        var inSystem = stationary.sample(key.block(Purpose(rawValue: 1), 0, 0, 0))
        var line: [SimulationTime?] = Array(repeating: nil, count: max(0, inSystem - servers))
        var head = 0
        var drawn: UInt32 = 0
        var figures = Figures()
        var (waited, waits, served) = (0.0, 0.0, 0.0)
        func schedule(_ event: Event, mean: Double, _ queue: inout EventQueue<Event>) {
            drawn += 1
            let block = key.block(Purpose(rawValue: 2), drawn, 0, 0)
            let span = Int64(Inverse.exponential(block.openUniform52(0)) * mean)
            queue.schedule(event, at: queue.now + span, tie: block.bits64(1))
        }
        for _ in 0..<min(inSystem, servers) { schedule(.departure, mean: Self.service, &queue) }
        schedule(.arrival, mean: Self.service / load, &queue)
        var arrivals: UInt32 = 0
        var last = SimulationTime.zero
        while arrivals < customers, let event = queue.next() {
            figures.numberInSystem += Double(inSystem) * Double(queue.now - last)
            last = queue.now
            switch event {
            case .arrival:
                arrivals += 1
                inSystem += 1
                schedule(.arrival, mean: Self.service / load, &queue)
                if inSystem <= servers {
                    served += 1
                    schedule(.departure, mean: Self.service, &queue)
                } else {
                    waited += 1
                    line.append(queue.now)
                }
            case .departure:
                inSystem -= 1
                if inSystem >= servers {
                    if let arrived = line[head] {
                        waits += Double(queue.now - arrived)
                        served += 1
                    }
                    head += 1
                    schedule(.departure, mean: Self.service, &queue)
                }
            }
        }
        figures.numberInSystem /= Double(last - .zero)
        figures.shareThatWaits = waited / Double(customers)
        figures.wait = waits / served / Self.service
        return figures
    }

    /// Erlang C and what follows from it (Kleinrock, Queueing Systems I, 1975, section 3.5).
    var theory: Figures {
        let utilisation = load / Double(servers)
        var term = 1.0
        var sum = 0.0
        for k in 0..<servers {
            sum += term
            term *= load / Double(k + 1)
        }
        let waiting = term / (1 - utilisation)
        let share = waiting / (sum + waiting)
        let inLine = share * utilisation / (1 - utilisation)
        return Figures(numberInSystem: inLine + load, shareThatWaits: share, wait: inLine / load)
    }

    private var stationary: AliasTable {
        var weights = [1.0]
        while weights.count < 400 {
            weights.append(weights.last! * load / Double(min(weights.count, servers)))
        }
        return AliasTable(weights: weights)
    }
}
