using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Comparisons.SemanticKernel;

internal static class Cached
{
    public static async Task<string> RunAsync(string url)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions());
        var builder = Kernel.CreateBuilder().AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url));
        builder.Services.AddSingleton<IPromptRenderFilter>(new LookUp(cache));
        builder.Services.AddSingleton<IFunctionInvocationFilter>(new Store(cache));
        var kernel = builder.Build();
        await kernel.InvokePromptAsync<string>("Greet {{$name}}.", new() { ["name"] = "Alice" });
        return (await kernel.InvokePromptAsync<string>("Greet {{$name}}.", new() { ["name"] = "Alice" }))!;
    }

    internal sealed class LookUp(IMemoryCache cache) : IPromptRenderFilter
    {
        public async Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next)
        {
            await next(context);
            if (cache.TryGetValue(context.RenderedPrompt!, out string? answer))
            {
                context.Result = new(context.Function, answer);
            }
        }
    }

    internal sealed class Store(IMemoryCache cache) : IFunctionInvocationFilter
    {
        public async Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
        {
            await next(context);
            if (context.Result.RenderedPrompt is { } prompt)
            {
                cache.Set(prompt, context.Result.GetValue<string>(), TimeSpan.FromHours(1));
            }
        }
    }
}
