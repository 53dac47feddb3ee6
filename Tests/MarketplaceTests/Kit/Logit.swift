import Foundation

/// The logistic function and its inverse.
enum Logit {
    static func chance(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }
    static func logOdds(_ chance: Double) -> Double { log(chance / (1 - chance)) }
}
