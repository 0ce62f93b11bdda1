using Microsoft.SemanticKernel;

namespace Comparisons.SemanticKernel;

internal static class Fallback
{
    public static async Task<string> RunAsync(string url)
    {
        var kernel = Kernel.CreateBuilder()
            .AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url), serviceId: "first")
            .AddOpenAIChatCompletion("gpt-5.4-nano", Connection.To(url), serviceId: "second")
            .Build();
        try
        {
            return await GreetAsync(kernel, "first");
        }
        catch (HttpOperationException)
        {
            return await GreetAsync(kernel, "second");
        }
    }

    private static async Task<string> GreetAsync(Kernel kernel, string service) =>
        (await kernel.InvokePromptAsync<string>("Greet {{$name}}.", new(new PromptExecutionSettings { ServiceId = service }) { ["name"] = "Alice" }))!;
}
