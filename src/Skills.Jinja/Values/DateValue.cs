using System.Globalization;
using Skills.Jinja.Text;


namespace Skills.Jinja.Values;

/// <summary>A date, time or moment given by the host; prints as Python's datetime does.</summary>
internal sealed class DateValue(object host) : HeapValue(ValueKind.Date)
{
    internal object Host => host;

    internal override string TypeName => host switch { DateOnly => "date", TimeOnly => "time", _ => "datetime" };

    internal DateTime Moment => host switch
    {
        DateTimeOffset moment => moment.DateTime,
        DateOnly date => date.ToDateTime(default),
        TimeOnly time => new DateTime(1900, 1, 1) + time.ToTimeSpan(),
        _ => (DateTime)host,
    };

    internal TimeSpan? Offset => host switch
    {
        DateTimeOffset moment => moment.Offset,
        DateTime { Kind: DateTimeKind.Utc } => TimeSpan.Zero,
        _ => null,
    };

    /// <summary>The moment by which two values are told apart: in UTC where both have an offset.</summary>
    internal DateTime Instant => Moment - (Offset ?? TimeSpan.Zero);

    /// <summary>The date or moment so much later, of the same type and offset.</summary>
    internal DateValue Plus(TimeSpan span)
    {
        try
        {
            return new(host switch
            {
                DateTimeOffset moment => moment + span,
                // date + timedelta takes whole days only, and those of a negative span round down.
                DateOnly date => date.AddDays((int)Math.Floor(span.TotalDays)),
                // Python's time has no arithmetic.
                TimeOnly => throw RuntimeFault.Type("unsupported operand type(s) for +: 'datetime.time' and 'datetime.timedelta'"),
                _ => (DateTime)host + span,
            });
        }
        catch (ArgumentOutOfRangeException)
        {
            throw RuntimeFault.Value("date value out of range");
        }
    }

    internal override void WriteText(ReprWriter writer) => writer.Append(Iso(' '));

    internal override void WriteRepr(ReprWriter writer)
    {
        var t = Moment;
        writer.Append(host is DateOnly
            ? string.Create(CultureInfo.InvariantCulture, $"datetime.date({t.Year}, {t.Month}, {t.Day})")
            : string.Create(CultureInfo.InvariantCulture, $"datetime.datetime({t.Year}, {t.Month}, {t.Day}, {t.Hour}, {t.Minute}{(t.Second > 0 ? $", {t.Second}" : "")})"));
    }

    /// <summary>The text by a pattern of <c>strftime</c>.</summary>
    internal string Format(RenderState state, string pattern) => Format(state, pattern, Moment, Offset);

    /// <summary>Python's <c>strftime</c>. A code may print nine characters for its two, so the work is counted by the pattern.</summary>
    internal static string Format(RenderState state, string pattern, DateTime moment, TimeSpan? offset)
    {
        state.Step(pattern.Length / 16);
        var text = state.Rent();
        TimeFormat.Write(text, pattern, moment, offset);
        return state.Return(text);
    }

    internal string Iso(char separator)
    {
        var t = Moment;
        var text = host switch
        {
            DateOnly => t.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly => t.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            _ => t.ToString($"yyyy-MM-dd'{separator}'HH:mm:ss", CultureInfo.InvariantCulture),
        };
        // Python has microseconds, and isoformat leaves them out when there are none.
        var micro = t.Ticks % TimeSpan.TicksPerSecond / 10;
        text += micro > 0 && host is not DateOnly ? "." + micro.ToString("000000", CultureInfo.InvariantCulture) : "";
        return Offset is { } offset
            ? text + (offset < TimeSpan.Zero ? '-' : '+') + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)
            : text;
    }

    internal override bool TryGetAttribute(RenderState state, string name, out Value value)
    {
        var t = Moment;
        value = name switch
        {
            "year" => Value.Of((long)t.Year),
            "month" => Value.Of((long)t.Month),
            "day" => Value.Of((long)t.Day),
            "hour" when host is not DateOnly => Value.Of((long)t.Hour),
            "minute" when host is not DateOnly => Value.Of((long)t.Minute),
            "second" when host is not DateOnly => Value.Of((long)t.Second),
            "microsecond" when host is not DateOnly => Value.Of(t.Ticks % TimeSpan.TicksPerSecond / 10),
            _ => default,
        };
        return !value.IsMissing || state.Functions.TryBind(Value.Of(this), name, out value);
    }

    public override bool Equals(object? obj) => obj is DateValue other && other.TypeName == TypeName && other.Moment == Moment && other.Offset == Offset;

    public override int GetHashCode() => Moment.GetHashCode();
}
