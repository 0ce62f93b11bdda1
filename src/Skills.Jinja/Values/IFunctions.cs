namespace Skills.Jinja.Values;

/// <summary>The methods, filters and tests that values need by name. Implemented above the values, by the builtins.</summary>
internal interface IFunctions
{
    /// <summary>Finds a method or property of a builtin type and binds it to its object.</summary>
    bool TryBind(Value self, string name, out Value member);

    /// <summary>A filter or test by name; null for an unknown one.</summary>
    NamedFunction? Find(string name, bool isTest);

    /// <summary>The filter or test whose name is nearest to an unknown one.</summary>
    string? Nearest(string name, bool isTest);
}
