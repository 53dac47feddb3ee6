package import Testing

/// What is worth knowing of a test before it is run.
extension Tag {
    /// It has a long form, which `MARKETLAB_LONG` asks for. `make check` runs the suites of the files that have this tag.
    @Tag package static var long: Self
    /// It runs the built `marketlab`, or another program.
    @Tag package static var program: Self
}

extension Trait where Self == ConditionTrait {
    /// Only in the long form of its suite, which has the tag `.long`: where a few tests take most of a suite's time.
    package static var onlyLong: Self { .enabled(if: TestOptions.isLong, "with MARKETLAB_LONG=1, as in make check") }
}

extension Trait where Self == TimeLimitTrait {
    /// For what can hang: queues, threads, policies of others, other programs. It is longer than ``Program/limit``, so that a
    /// program that hangs is killed first, and no sound test comes near it, even on one busy core.
    package static var hangLimit: Self { .timeLimit(.minutes(20)) }
}
