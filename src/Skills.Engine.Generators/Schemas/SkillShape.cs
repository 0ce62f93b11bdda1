namespace Skills.Engine.Generators.Schemas;

/// <summary>What a client needs to know of a skill.</summary>
/// <param name="Id">Its name in the catalog.</param>
/// <param name="Version">Its version; null without.</param>
/// <param name="Description">What it does.</param>
/// <param name="Input">Its inputs; null when it declares none.</param>
/// <param name="Output">Its outputs.</param>
/// <param name="Declared">The records and enums of both.</param>
internal sealed record SkillShape(string Id, string? Version, string? Description, ClientType? Input, ClientType Output, IReadOnlyList<ClientType> Declared);
