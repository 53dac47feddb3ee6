/// A covariate that varies within both arms.
struct UsableCovariate {
    let column: String
    /// Where it stands among the variables of the metric's moments.
    let place: Int
}
