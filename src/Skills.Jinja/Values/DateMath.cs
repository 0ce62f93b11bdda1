namespace Skills.Jinja.Values;

/// <summary>Sums and differences of dates and durations.</summary>
internal static class DateMath
{
    /// <summary><c>date + duration</c>, <c>duration + date</c>, <c>duration + duration</c>; missing for others.</summary>
    internal static Value Add(Value a, Value b) => (a.Ref, b.Ref) switch
    {
        (DateValue date, DurationValue duration) => Value.Of(date.Plus(duration.Span)),
        (DurationValue duration, DateValue date) => Value.Of(date.Plus(duration.Span)),
        (DurationValue x, DurationValue y) => Value.Of(new DurationValue(x.Span + y.Span)),
        _ => default,
    };

    /// <summary><c>date - date</c>, <c>date - duration</c>, <c>duration - duration</c>; missing for others.</summary>
    internal static Value Subtract(Value a, Value b) => (a.Ref, b.Ref) switch
    {
        (DateValue x, DateValue y) when x.TypeName == y.TypeName && x.TypeName != "time" => Value.Of(new DurationValue(x.Instant - y.Instant)),
        (DateValue date, DurationValue duration) => Value.Of(date.Plus(-duration.Span)),
        (DurationValue x, DurationValue y) => Value.Of(new DurationValue(x.Span - y.Span)),
        _ => default,
    };
}
