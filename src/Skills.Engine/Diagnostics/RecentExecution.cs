namespace Skills.Engine;

/// <summary>What of an execution feedback bears on.</summary>
/// <param name="ModelId">The model that answered; null when none did.</param>
/// <param name="ModelProvider">Its provider.</param>
/// <param name="Category">The skill's category.</param>
internal readonly record struct RecentExecution(string? ModelId, string? ModelProvider, string Category);
