namespace Skills.JsonSchema.Compilation;

/// <summary>Where a keyword's value holds schemas.</summary>
internal enum SubschemaShape : byte
{
    None,
    One,
    List,
    OneOrList,
    Map,

    /// <summary>A map whose values are schemas or lists of names (<c>dependencies</c>).</summary>
    MapOrNames,
}
