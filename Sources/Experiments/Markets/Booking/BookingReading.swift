/// What a design says: the rates of its arms, and what it takes for the effect.
struct BookingReading {
    let control: Double
    let treatment: Double
    let effect: Double
}
