namespace Skills.JsonSchema.Formats;

/// <summary>Tells whether unescaped UTF-8 text has a format.</summary>
internal delegate bool FormatCheck(ReadOnlySpan<byte> text);
