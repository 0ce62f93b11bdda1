namespace Skills.Jinja.Values;

/// <summary>What a builtin or a function of the host may see of the place it is called from.</summary>
internal abstract class Scope
{
    /// <summary>Whether printed text is escaped at this moment.</summary>
    internal abstract bool Autoescape { get; }

    /// <summary>A variable by name; missing when there is none.</summary>
    internal abstract Value Lookup(string name);
}
