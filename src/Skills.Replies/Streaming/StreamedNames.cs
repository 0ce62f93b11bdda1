using System.Collections.Concurrent;
using Skills.Replies.Alignment;

namespace Skills.Replies.Streaming;

/// <summary>Finds the declared property that a member of a streamed object stands for, in the way <see cref="MemberNames"/> does. Thread-safe.</summary>
internal sealed class StreamedNames(IReadOnlyDictionary<string, string> aliases)
{
    // Made on first use: few streams have names that need it.
    private ConcurrentDictionary<SchemaShape, Dictionary<string, string?>>? _spellings;

    /// <summary>Returns the property's name and shape; null when the schema does not declare it.</summary>
    public (string Name, SchemaShape Shape)? Find(string name, SchemaShape shape)
    {
        if (shape.Properties.TryGetValue(name, out var declared))
        {
            return (name, declared);
        }

        foreach (var (pattern, member) in shape.Patterns)
        {
            if (pattern.IsMatch(name))
            {
                return (name, member);
            }
        }

        return BySpelling(name, shape) is { } meant ? (meant, shape.Properties[meant]) : null;
    }

    private string? BySpelling(string name, SchemaShape shape)
    {
        var spellings = LazyInitializer.EnsureInitialized(ref _spellings).GetOrAdd(shape, static (s, all) => MemberNames.Spellings(s, property => all.Where(a => a.Value == property).Select(static a => a.Key)), aliases);
        var folded = Spelling.Fold(name.Trim());
        return spellings.GetValueOrDefault(name) ?? spellings.GetValueOrDefault(folded) ?? spellings.GetValueOrDefault(Spelling.Bare(folded, keepDashes: false));
    }
}
