namespace Skills.JsonSchema.Patterns;

/// <summary>A regular expression of a schema, matched against unescaped UTF-8 by the simplest engine that can.</summary>
internal sealed class SchemaPattern
{
    private readonly object _place;
    private readonly SequenceMatcher? _sequence;
    private readonly AutomatonMatcher? _automaton;
    private readonly LookMatcher? _looks;
    private readonly BacktrackMatcher? _backtracking;

    /// <param name="source">The expression.</param>
    /// <param name="mostSteps">How many steps one match that tries several ways may take.</param>
    /// <param name="place">The schema it stands in; its text is the location that errors name.</param>
    /// <exception cref="PatternException">The source is no regular expression of ECMA-262.</exception>
    public SchemaPattern(string source, long mostSteps, object place)
    {
        var node = PatternParser.Parse(source, strict: false, out var weight);
        Weight = weight;
        Source = source;
        _place = place;
        _sequence = SequenceMatcher.TryCreate(node);
        if (_sequence is not null)
        {
            return;
        }

        if (Automaton.TryCreate(node) is { } automaton)
        {
            Weight += automaton.Steps.Count;
            Weight += automaton.Looks.Sum(static look => look.Inner.Steps.Count);
            _automaton = automaton.Looks.Count == 0 ? new(automaton) : null;
            _looks = automaton.Looks.Count == 0 ? null : new(automaton);
            return;
        }

        _backtracking = new(BacktrackProgram.Create(node), mostSteps);
    }

    public string Source { get; }

    /// <summary>Roughly how many pieces the expression is kept in: what a schema full of them costs in memory.</summary>
    public long Weight { get; }

    /// <param name="text">Unescaped text.</param>
    /// <param name="steps">What is left of the validation's steps; what matching took is taken off.</param>
    /// <exception cref="JsonSchemaLimitException">It took more steps than are left, or than one match may.</exception>
    public bool IsMatch(ReadOnlySpan<byte> text, ref long steps)
    {
        if (_sequence is not null)
        {
            steps -= text.Length >> 8;
            return _sequence.IsMatch(text);
        }

        var isDecided = true;
        var matches = _automaton?.IsMatch(text, ref steps) ?? _looks?.IsMatch(text, ref steps) ?? _backtracking!.IsMatch(text, ref steps, out isDecided);
        return isDecided && steps >= 0 ? matches : throw new JsonSchemaLimitException(
            $"Matching the pattern {Source} took more steps than allowed ({(steps < 0 ? nameof(JsonSchemaOptions.MaxSteps) : nameof(JsonSchemaOptions.MaxMatchSteps))}).",
            _place.ToString()!);
    }
}
