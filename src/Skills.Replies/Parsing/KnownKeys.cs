namespace Skills.Replies.Parsing;

/// <summary>The names of a schema's properties, which tell a member from a comma within a text. Immutable.</summary>
/// <param name="names">The names and their aliases; empty when the schema permits names of any kind, so that they tell nothing.</param>
internal sealed class KnownKeys(IEnumerable<string> names)
{
    private const int LongestName = 120;

    private readonly HashSet<string> _names = names.Select(Normalize).ToHashSet(StringComparer.Ordinal);

    public static KnownKeys None { get; } = new([]);

    /// <summary>Gets a value indicating whether a name that is not known is no member.</summary>
    public bool Decide => _names.Count > 0;

    /// <summary>Returns whether a name is known, whatever its case and punctuation.</summary>
    public bool Contains(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
        {
            return false;
        }

        Span<char> buffer = stackalloc char[LongestName];
        return _names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(buffer[..Normalize(name, buffer)]);
    }

    private static string Normalize(string name)
    {
        var buffer = new char[name.Length];
        return new(buffer, 0, Normalize(name, buffer));
    }

    private static int Normalize(ReadOnlySpan<char> name, Span<char> into)
    {
        var length = 0;
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                into[length++] = char.ToLowerInvariant(c);
            }
        }

        return length;
    }
}
