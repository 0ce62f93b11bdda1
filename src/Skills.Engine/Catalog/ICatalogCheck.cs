namespace Skills.Engine.Catalog;

/// <summary>Finds what can only be checked when all skills are known.</summary>
internal interface ICatalogCheck
{
    /// <summary>Checks the skills of a new state.</summary>
    /// <param name="state">Finds skills by name.</param>
    /// <param name="results">The results the state was made from.</param>
    /// <returns>What was found.</returns>
    IReadOnlyList<SkillDiagnostic> Run(CatalogState state, IReadOnlyList<SkillReadResult> results);
}
