/// Whether two numbers agree to a relative error.
func close(_ value: Double, _ expected: Double, relative: Double = 1e-12) -> Bool {
    (value - expected).magnitude <= relative * max(expected.magnitude, 1e-300)
}
