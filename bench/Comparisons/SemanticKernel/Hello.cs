using Microsoft.SemanticKernel;

namespace Comparisons.SemanticKernel;

internal static class Hello
{
    public static async Task<string> RunAsync(string url)
    {
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url)).Build();
        return (await kernel.InvokePromptAsync<string>("Greet {{$name}}.", new() { ["name"] = "Alice" }))!;
    }
}
