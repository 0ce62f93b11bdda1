using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>The members of a type by the names that outputs may use for them.</summary>
internal sealed class MemberTable
{
    private readonly Dictionary<string, TypeMember> _exact;
    private readonly Dictionary<string, TypeMember> _folded;

    public MemberTable(JsonTypeInfo info)
    {
        Members = [.. info.Properties.Where(static p => !p.IsExtensionData).Select(static p => new TypeMember(p)).Where(static m => m.IsReadable)];
        HasExtensionData = info.Properties.Any(static p => p.IsExtensionData);
        _exact = Members.ToDictionary(static m => m.Property.Name, StringComparer.Ordinal);
        _folded = FoldedName.Index(Members.Select(static m => (m.Property.Name, m)));
    }

    public IReadOnlyList<TypeMember> Members { get; }

    public bool HasExtensionData { get; }

    /// <summary>Finds a member by its own name, then without case, underscores and hyphens; null when there is none, or more than one.</summary>
    public TypeMember? Find(string name) => _exact.GetValueOrDefault(name) ?? _folded.GetValueOrDefault(FoldedName.Of(name));
}
