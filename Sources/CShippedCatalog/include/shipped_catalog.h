#ifndef BERTH_SHIPPED_CATALOG_H
#define BERTH_SHIPPED_CATALOG_H

#include <stddef.h>

/// One catalog file as it was when the program was built.
struct shipped_catalog {
    /// The file's bytes; null if no file of that cloud is shipped.
    const unsigned char *bytes;
    /// How many.
    size_t length;
};

/// Clouds whose catalog is shipped.
enum shipped_provider {
    shipped_aws,
    shipped_gcp,
    shipped_hyperstack,
    shipped_lambda,
    shipped_nebius,
};

/// The catalog of a cloud.
struct shipped_catalog shipped_catalog_of(enum shipped_provider provider);

#endif
