#include "shipped_catalog.h"

// Embedding is in the compiler's own C; only -pedantic knows it as an extension of an older standard.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char aws[] = {
#embed "data/aws.json"
};
static const unsigned char gcp[] = {
#embed "data/gcp.json"
};
static const unsigned char hyperstack[] = {
#embed "data/hyperstack.json"
};
static const unsigned char lambda[] = {
#embed "data/lambda.json"
};
static const unsigned char nebius[] = {
#embed "data/nebius.json"
};

struct shipped_catalog shipped_catalog_of(enum shipped_provider provider) {
    switch (provider) {
    case shipped_aws:
        return (struct shipped_catalog){aws, sizeof aws};
    case shipped_gcp:
        return (struct shipped_catalog){gcp, sizeof gcp};
    case shipped_hyperstack:
        return (struct shipped_catalog){hyperstack, sizeof hyperstack};
    case shipped_lambda:
        return (struct shipped_catalog){lambda, sizeof lambda};
    case shipped_nebius:
        return (struct shipped_catalog){nebius, sizeof nebius};
    }
    return (struct shipped_catalog){0, 0};
}
