using Microsoft.SemanticKernel;

namespace Comparisons.SemanticKernel;

internal static class Streaming
{
    public static async Task<string> RunAsync(string url)
    {
        var kernel = Kernel.CreateBuilder().AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url)).Build();
        var text = "";
        await foreach (var part in kernel.InvokePromptStreamingAsync<string>("Greet {{$name}}.", new() { ["name"] = "Alice" }))
        {
            text += part;
        }

        return text;
    }
}
