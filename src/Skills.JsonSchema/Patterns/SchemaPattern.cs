using System.Buffers;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Patterns;

/// <summary>A regular expression of a schema, matched against unescaped UTF-8 by the simplest engine that can.</summary>
internal sealed class SchemaPattern
{
    private const double NanosecondsAStep = 20;

    private readonly SchemaNode _owner;
    private readonly SequenceMatcher? _sequence;
    private readonly AutomatonMatcher? _automaton;
    private readonly Lazy<Regex>? _backtracking;

    private SchemaPattern(string source, SchemaNode owner, TimeSpan timeout)
    {
        var node = PatternParser.Parse(source, strict: false, out var weight);
        Weight = weight;
        Source = source;
        _owner = owner;
        _sequence = SequenceMatcher.TryCreate(node);
        if (_sequence is not null)
        {
            return;
        }

        if (Automaton.TryCreate(node) is { } automaton)
        {
            Weight += automaton.Steps.Count;
            _automaton = new(automaton, timeout);
            return;
        }

        // Building one costs far more than reading the expression, and many schemas never see a value.
        _backtracking = new(() => new Regex(DotNetPattern.Write(node), RegexOptions.CultureInvariant, timeout));
    }

    public string Source { get; }

    /// <summary>Roughly how many pieces the expression is kept in: what a schema full of them costs in memory.</summary>
    public long Weight { get; }

    /// <summary>Whether matching may backtrack and is bounded by time alone.</summary>
    public bool Backtracks => _backtracking is not null;

    /// <exception cref="JsonSchemaException">The source is no regular expression of ECMA-262.</exception>
    public static SchemaPattern Create(string source, TimeSpan timeout, SchemaNode owner, string location)
    {
        try
        {
            return new SchemaPattern(source, owner, timeout);
        }
        catch (PatternException exception)
        {
            throw new JsonSchemaException(exception.Message, owner.Location(location), exception);
        }
    }

    /// <param name="text">Unescaped text.</param>
    /// <param name="steps">What is left of the validation's steps; what matching took is taken off.</param>
    /// <exception cref="JsonSchemaLimitException">It took too long.</exception>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps)
    {
        if (_sequence is not null)
        {
            steps -= text.Length >> 8;
            return _sequence.IsMatch(text);
        }

        try
        {
            return _automaton is not null ? _automaton.IsMatch(text, ref steps) : IsMatch(_backtracking!.Value, text, ref steps);
        }
        catch (TimeoutException exception)
        {
            throw new JsonSchemaLimitException(
                $"Matching the pattern {Source} took longer than allowed ({nameof(JsonSchemaOptions.RegexTimeout)}).", _owner.Location(), exception);
        }
    }

    private static bool IsMatch(Regex regex, ReadOnlySpan<byte> text, ref long steps)
    {
        var started = Stopwatch.GetTimestamp();
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            return regex.IsMatch(chars.AsSpan(0, Utf8Text.ToChars(text, chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
            steps -= (long)(Stopwatch.GetElapsedTime(started).TotalNanoseconds / NanosecondsAStep);
        }
    }
}
