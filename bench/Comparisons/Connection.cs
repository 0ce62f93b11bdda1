using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace Comparisons;

/// <summary>The client of the two other libraries. It does not retry, as their own fallbacks are compared.</summary>
internal static class Connection
{
    public static OpenAIClient To(string url) => new(new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new(url), RetryPolicy = new ClientRetryPolicy(0) });
}
