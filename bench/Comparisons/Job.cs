namespace Comparisons;

/// <summary>A job, and the same program in three libraries. Each returns what it got.</summary>
/// <param name="Name">The file's name in each folder.</param>
/// <param name="Result">What each must return.</param>
/// <param name="Requests">How often each must ask.</param>
/// <param name="Run">The programs by library.</param>
internal sealed record Job(string Name, string Result, int Requests, params (string Library, Func<string, Task<string>> RunAsync)[] Run)
{
    private const string Ours = "Skills.Engine";
    private const string Microsoft = "Microsoft.Extensions.AI";
    private const string Kernel = "Semantic Kernel";

    /// <summary>Returns the shortest program of a library, or ours that reads a skill file.</summary>
    public static Func<string, Task<string>> StartOf(string library) => library switch
    {
        Ours => global::Comparisons.Ours.Hello.RunAsync,
        "file" => global::Comparisons.Ours.FromFile.RunAsync,
        Microsoft => ExtensionsAI.Hello.RunAsync,
        Kernel => SemanticKernel.Hello.RunAsync,
        _ => throw new ArgumentException($"There is no program of '{library}'.", nameof(library)),
    };

    public static IReadOnlyList<Job> All =>
    [
        new("Hello", "Hello Alice", 1, (Ours, global::Comparisons.Ours.Hello.RunAsync), (Microsoft, ExtensionsAI.Hello.RunAsync), (Kernel, SemanticKernel.Hello.RunAsync)),
        new("Typed", "Water under the sink, 4", 2, (Ours, global::Comparisons.Ours.Typed.RunAsync), (Microsoft, ExtensionsAI.Typed.RunAsync), (Kernel, SemanticKernel.Typed.RunAsync)),
        new("Cached", "Hello Alice", 1, (Ours, global::Comparisons.Ours.Cached.RunAsync), (Microsoft, ExtensionsAI.Cached.RunAsync), (Kernel, SemanticKernel.Cached.RunAsync)),
        new("Fallback", "Hello Alice", 2, (Ours, global::Comparisons.Ours.Fallback.RunAsync), (Microsoft, ExtensionsAI.Fallback.RunAsync), (Kernel, SemanticKernel.Fallback.RunAsync)),
        new("Streaming", "Hello Alice", 1, (Ours, global::Comparisons.Ours.Streaming.RunAsync), (Microsoft, ExtensionsAI.Streaming.RunAsync), (Kernel, SemanticKernel.Streaming.RunAsync)),
        new("Injected", "Hello Alice", 1, (Ours, global::Comparisons.Ours.Injected.RunAsync), (Microsoft, ExtensionsAI.Injected.RunAsync), (Kernel, SemanticKernel.Injected.RunAsync)),
    ];
}
