namespace Skills.Json.Csv;

/// <summary>A text that is no CSV, or passes a limit. The caller knows the file and the setting, so the caller writes the sentence.</summary>
/// <param name="fault">The fault.</param>
/// <param name="line">The line, from 1.</param>
internal sealed class CsvException(CsvFault fault, int line) : Exception(FormattableString.Invariant($"{fault} in line {line}"))
{
    public CsvFault Fault { get; } = fault;

    public int Line { get; } = line;
}

/// <summary>The faults of a CSV text.</summary>
internal enum CsvFault
{
    /// <summary>A field is longer than the limit.</summary>
    FieldTooLong,

    /// <summary>A row is longer than the limit.</summary>
    RowTooLong,

    /// <summary>A row has more fields than the limit.</summary>
    TooManyColumns,

    /// <summary>A quoted field has no closing quote. The line is the one in which it begins.</summary>
    NotClosed,

    /// <summary>Text follows a closing quote.</summary>
    TextAfterQuote,
}
