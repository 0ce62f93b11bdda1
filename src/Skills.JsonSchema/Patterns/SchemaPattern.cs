using System.Buffers;
using System.Text.RegularExpressions;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>A regular expression of a schema, matched against unescaped UTF-8.</summary>
internal sealed class SchemaPattern(string source, TimeSpan timeout)
{
    private readonly Regex _regex = new(source, RegexOptions.CultureInvariant, timeout);

    public string Source { get; } = source;

    public static SchemaPattern Create(string source, TimeSpan timeout, string location)
    {
        try
        {
            return new SchemaPattern(source, timeout);
        }
        catch (ArgumentException exception)
        {
            throw new JsonSchemaException(exception.Message, location, exception);
        }
    }

    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return _regex.IsMatch(chars.AsSpan(0, Utf8Text.ToChars(text, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
