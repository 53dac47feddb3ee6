import Foundation
import Marketplace

extension HiddenParameter {
    /// How many users there are and how often they come, with or without an event.
    static let activity = [
        HiddenParameter(
            keys: [Key(path: "users.count", method: "users seen, and those who left no event")],
            figure: { $0.users }, growth: 1, start: { own, _ in own }, range: 0...log(1e7)
        ) { $1.users.count = Int64(exp($0).rounded()) },
        HiddenParameter(
            keys: [Key(path: "users.sessions_per_week", method: "sessions with an event, and those without")],
            // About every second session leaves an event.
            figure: { $0.sessions }, start: { own, _ in own + 0.5 }, range: log(0.001)...log(1_000)
        ) { $1.users.sessionsPerWeek = exp($0) },
        HiddenParameter(
            keys: [Key(path: "users.sessions_sigma", method: "spread of the users' sessions with an event")],
            figure: { $0.sessionsSigma }, start: { own, _ in own }, range: 0.05...4
        ) { $1.users.sessionsSigma = $0 },
    ]
}
