namespace Skills.Engine.Models;

/// <summary>A value of a catalog, whatever that is written in: a text, a list or a mapping. Numbers are texts.</summary>
internal abstract class CatalogValue
{
    /// <summary>The line where it begins; 0 where lines are not known.</summary>
    public virtual int Line => 0;

    /// <summary>The text; null for a list or a mapping.</summary>
    public abstract string? Text { get; }

    /// <summary>The entries of a list; null for anything else.</summary>
    public abstract IEnumerable<CatalogValue>? Items { get; }

    /// <summary>The keys of a mapping; null for anything else.</summary>
    public abstract IEnumerable<string>? Keys { get; }

    /// <summary>The line of a key; 0 where lines are not known.</summary>
    public virtual int LineOf(string key) => 0;

    /// <summary>The value of a key; null when the mapping has none.</summary>
    public abstract CatalogValue? Get(string key);
}
