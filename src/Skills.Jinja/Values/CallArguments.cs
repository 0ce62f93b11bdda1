namespace Skills.Jinja.Values;

/// <summary>The arguments of a call decided at run time.</summary>
internal readonly record struct CallArguments(Value[] Positional, KeyValuePair<string, Value>[] Keywords)
{
    internal static CallArguments Empty => new([], []);
}
