using System.Buffers;
using System.Text.RegularExpressions;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>A regular expression of a schema, matched against unescaped UTF-8 by the simplest engine that can.</summary>
internal sealed class SchemaPattern
{
    private readonly SchemaNode _owner;
    private readonly SequenceMatcher? _sequence;
    private readonly AutomatonMatcher? _automaton;
    private readonly Lazy<Regex>? _backtracking;

    private SchemaPattern(string source, PatternNode node, SchemaNode owner, TimeSpan timeout)
    {
        Source = source;
        _owner = owner;
        _sequence = SequenceMatcher.TryCreate(node);
        if (_sequence is not null)
        {
            return;
        }

        if (Automaton.TryCreate(node) is { } automaton)
        {
            _automaton = new(automaton, timeout);
            return;
        }

        // Building one costs far more than reading the expression, and many schemas never see a value.
        _backtracking = new(() => new Regex(DotNetPattern.Write(node), RegexOptions.CultureInvariant, timeout));
    }

    public string Source { get; }

    /// <summary>Whether matching may backtrack and is bounded by time alone.</summary>
    public bool Backtracks => _backtracking is not null;

    /// <exception cref="JsonSchemaException">The source is no regular expression of ECMA-262.</exception>
    public static SchemaPattern Create(string source, TimeSpan timeout, SchemaNode owner, string location)
    {
        try
        {
            return new SchemaPattern(source, PatternParser.Parse(source, strict: false), owner, timeout);
        }
        catch (PatternException exception)
        {
            throw new JsonSchemaException(exception.Message, owner.Location(location), exception);
        }
    }

    /// <exception cref="JsonSchemaLimitException">It took too long.</exception>
    public bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (_sequence is not null)
        {
            return _sequence.IsMatch(text);
        }

        try
        {
            return _automaton is not null ? _automaton.IsMatch(text) : IsMatch(_backtracking!.Value, text);
        }
        catch (TimeoutException exception)
        {
            throw new JsonSchemaLimitException(
                $"Matching the pattern {Source} took longer than allowed ({nameof(JsonSchemaOptions.RegexTimeout)}).", _owner.Location(), exception);
        }
    }

    private static bool IsMatch(Regex regex, ReadOnlySpan<byte> text)
    {
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return regex.IsMatch(chars.AsSpan(0, Utf8Text.ToChars(text, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
